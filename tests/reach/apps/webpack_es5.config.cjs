// Babel compiles everything to ES5, also what is in node_modules.

const presets = [['@babel/preset-env', { targets: 'ie 11' }]]

module.exports = {
  target: ['web', 'es5'],
  module: { rules: [{ test: /\.js$/, loader: 'babel-loader', options: { presets } }] },
}

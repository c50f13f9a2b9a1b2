// Babel makes ES5 of everything, of what is in node_modules too.

const presets = [['@babel/preset-env', { targets: 'ie 11' }]]

module.exports = {
  target: ['web', 'es5'],
  module: { rules: [{ test: /\.js$/, loader: 'babel-loader', options: { presets } }] },
}

import js from '@eslint/js'
import globals from 'globals'

/** Forbids imports, static or not, whose path contains one of these folders. */
const noImportsFrom = (...folders) => {
  const path = `/(^|\\u002F)(${folders.join('|')})\\u002F/`
  const selector = [
    `ImportDeclaration > Literal[value=${path}]`,
    `ExportNamedDeclaration > Literal[value=${path}]`,
    `ImportExpression > Literal[value=${path}]`,
  ].join(', ')
  const message = `Dependencies point one way: import nothing from ${folders.join(', ')} here.`
  return { 'no-restricted-syntax': ['error', { selector, message }] }
}

export default [
  { ignores: ['dist/', 'pkg/', 'target/', 'tests/reach/build/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // To leave out properties, they are named beside the rest.
      'no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    files: ['js/**', 'src/browser/**', 'www/**', 'benches/page/**', 'examples/browser/main.js'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['tests/reach/apps/**'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
  },
  {
    files: [
      'scripts/**',
      'tests/**',
      'benches/**',
      'examples/**',
      'site/**',
      'www/server.js',
      'www/listen.js',
    ],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['js/**', 'src/**', 'www/**'],
    rules: noImportsFrom('scripts', 'tests', 'benches'),
  },
  {
    // scripts/suites.js starts the test suites.
    files: ['scripts/**'],
    ignores: ['scripts/suites.js'],
    rules: noImportsFrom('tests', 'benches'),
  },
  {
    files: ['tests/conformance/*/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
  },
]

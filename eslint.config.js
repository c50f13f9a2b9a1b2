import js from '@eslint/js'
import globals from 'globals'

export default [
  { ignores: ['dist/', 'pkg/', 'target/', 'tests/reach/build/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
  {
    files: ['js/**', 'src/browser/**', 'www/**', 'benches/page/**'],
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
    files: ['tests/conformance/*/**'],
    languageOptions: { globals: { ...globals.browser, ...globals.worker } },
  },
]

// What the published files need of an engine: the build fails if one has newer syntax, or uses a global that is not listed.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** That of 2018, and `import()`. docs/limited-environments.md names the engines. */
const SYNTAX = 2018

/** Without these there is no event source. */
export const NEEDED = [
  'Event',
  'EventTarget',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'clearTimeout',
  'fetch',
  'performance',
  'setTimeout',
]

/** Of these, the package uses what the engine has; some are for one option only. */
export const OPTIONAL = [
  'AbortController',
  'BroadcastChannel',
  'DOMException',
  'FinalizationRegistry',
  'Headers',
  'MessageChannel',
  'MessageEvent',
  'MutationObserver',
  'ReadableStream',
  'Request',
  'Response',
  'WebAssembly',
  'addEventListener',
  'btoa',
  'document',
  'globalThis',
  'location',
  'removeEventListener',
  'reportError',
  'self',
  'structuredClone',
]

/** Throws if a script in the folder needs more than that. */
export async function checkGlobals(folder) {
  const { Linter } = await import('eslint')
  const linter = new Linter()
  const names = [...NEEDED, ...OPTIONAL, 'importModule']
  const globals = Object.fromEntries(names.map((name) => [name, 'readonly']))
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.c?js$/.test(name))
  const faults = []
  for (const file of files) {
    // The parser has no setting for `import()` alone.
    const code = (await readFile(join(folder, file), 'utf8')).replace(
      /\bimport\(/g,
      'importModule(',
    )
    const isModule = /^(import|export)\b|[;}](import|export)[{*"]/.test(code)
    const sourceType = isModule ? 'module' : 'commonjs'
    const languageOptions = { ecmaVersion: SYNTAX, sourceType, globals }
    const messages = linter.verify(code, { languageOptions, rules: { 'no-undef': 'error' } })
    faults.push(...messages.map(({ message }) => `${file}: ${message}`))
  }
  if (faults.length)
    throw new Error(`dist needs what scripts/globals.js has not:\n${faults.join('\n')}`)
}

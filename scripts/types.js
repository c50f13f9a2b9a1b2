// The declarations of the main entry, and of what `require()` returns.

import { readFile } from 'node:fs/promises'

/** In this order. The first has types that the others use and that are not exported. */
const FILES = ['platform', 'options', 'index']

/** Returns the declarations of the main entry as one file. */
export async function indexTypes() {
  const texts = await Promise.all(FILES.map((name) => readFile(`js/${name}.d.ts`, 'utf8')))
  const [platform, ...others] = texts
  const local = platform.replace(/^export (?=type)/gm, '')
  return [local, ...others.map(withoutImports)].join('\n')
}

const withoutImports = (declarations) =>
  declarations
    .replace(/^\/\/.*\n/, '')
    .replace(/^import type [^']*'.*'\n|^export type \* from .*\n|^.*\nexport \{\}\n/gm, '')
    .trim()
    .concat('\n')

/**
 * Returns the declarations of the entry for CommonJS, where the constructor is what is exported and the other names are its
 * members: an `export default` would promise one in a property alone.
 */
export function commonJsTypes(declarations) {
  const declared = /^export (?:class|interface|type|function|const) (\w+)/gm
  const names = new Set([...declarations.matchAll(declared)].map(([, name]) => name))
  names.delete('EventSource')
  const local = declarations
    .replace(/^export default EventSource\n/m, '')
    .replace(/^export (?=class|function|const)/gm, 'declare ')
    .replace(/^export (?=interface|type)/gm, '')
  return `${local}
import Constructor = EventSource
declare namespace EventSource {
  export { Constructor as EventSource, Constructor as default, ${[...names].join(', ')} }
}
export = EventSource
`
}

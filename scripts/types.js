// The types of what `require()` returns.

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

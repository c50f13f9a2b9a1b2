// Deletes the native EventSource; checks that compare with it find it under a symbol. Can be loaded as a classic script and
// as a module.

globalThis[Symbol.for('native EventSource')] = globalThis.EventSource
delete globalThis.EventSource
if ('EventSource' in globalThis) throw new Error('the native EventSource could not be deleted')

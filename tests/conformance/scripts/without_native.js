// Deletes the native EventSource. Can be loaded as a classic script and as a module.

delete globalThis.EventSource
if ('EventSource' in globalThis) throw new Error('the native EventSource could not be deleted')

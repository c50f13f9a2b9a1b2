// This global is one of a browser that has no EventSource of its own. A classic script and a module alike.

delete globalThis.EventSource
if ('EventSource' in globalThis) throw new Error('the native EventSource could not be deleted')

// A server program in which a library has replaced the global `Event`: it can import the package and use `events()`, which
// needs no `Event`.

globalThis.Event = class Event {}
delete globalThis.MessageEvent

const { events } = await import('eventsource-wasm')
const { iterate } = await import('./receive.js')

const [first, second] = process.argv.slice(2)
console.log(JSON.stringify([await iterate(events, first), await iterate(events, second)]))

// What a server runs whose library has put events of its own in the place of Node's: it can import the package and use what
// needs no event.

globalThis.Event = class Event {}
delete globalThis.MessageEvent

const { events } = await import('eventsource-wasm')
const { iterate } = await import('./receive.js')

const [first, second] = process.argv.slice(2)
console.log(JSON.stringify([await iterate(events, first), await iterate(events, second)]))

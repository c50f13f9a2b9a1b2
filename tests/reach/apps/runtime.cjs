// The same as CommonJS; the polyfill is the class of the package that is already there.

require('eventsource-wasm/polyfill')
const { FetchEventSource, events } = require('eventsource-wasm')

async function main([first, second]) {
  if (FetchEventSource !== globalThis.EventSource) throw new Error('there are two of it')
  const { iterate, receive } = await import('./receive.js')
  console.log(JSON.stringify([await receive(EventSource, first), await iterate(events, second)]))
}

main(process.argv.slice(2))

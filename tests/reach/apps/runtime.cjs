// The same as CommonJS; the polyfill installs the same class that the package exports.

require('eventsource-wasm/polyfill')
const { FetchEventSource, events } = require('eventsource-wasm')

async function main([first, second]) {
  if (FetchEventSource !== globalThis.EventSource) throw new Error('the polyfill is another class')
  const { iterate, receive } = await import('./receive.js')
  console.log(JSON.stringify([await receive(EventSource, first), await iterate(events, second)]))
}

main(process.argv.slice(2))

// An engine that has the language and nothing else: importing works, and the constructor names what is missing.

import * as library from 'eventsource-wasm'

const seen = []
for (const name of ['EventSource', 'FetchEventSource']) {
  try {
    new library[name]('https://server.test/events')
  } catch (error) {
    seen.push(error.message)
  }
}
globalThis.print(JSON.stringify({ name: 'nothing', seen }))

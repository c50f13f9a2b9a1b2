import library = require('eventsource-wasm')
import inline = require('eventsource-wasm/inline')
import 'eventsource-wasm/polyfill'

const source: globalThis.EventSource = new library.EventSource('/events', {
  headers: { Authorization: 'Bearer reach' },
})
library.load().then(() => source.close())
// @ts-expect-error The name of an option is wrong: the types are not `any`.
new inline.FetchEventSource('/', { header: {} })

import testing = require('eventsource-wasm/testing')
new library.FetchEventSource('/', { fetch: testing.fakeServer().fetch })

// What is required is the constructor itself.
const own: library.FetchEventSource = new library.FetchEventSource('/events')
own.addEventListener('error', (event) => {
  const { reason }: Partial<library.EventSourceErrorEvent> = event
  if (reason) new library('/events').close()
})
const same: typeof library = library.default
const closed: 2 = library.CLOSED

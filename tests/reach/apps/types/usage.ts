import { EventSource, load, type EventSourceErrorEvent } from 'eventsource-wasm'
import { FetchEventSource } from 'eventsource-wasm/inline'
import 'eventsource-wasm/polyfill'

const source: EventSource = new EventSource('/events', {
  headers: { Authorization: 'Bearer reach' },
})
source.addEventListener('error', (event) => {
  const { reason } = event as EventSourceErrorEvent
  if (reason === 'load') load().then(() => new FetchEventSource('/events'))
})
// @ts-expect-error The name of an option is wrong: the types are not `any`.
new FetchEventSource('/', { header: {} })

import { EventSource, load, type EventSourceErrorEvent } from 'eventsource-wasm'
import module from 'eventsource-wasm/eventsource.wasm'
import * as fallback from 'eventsource-wasm/fallback'
import { FetchEventSource } from 'eventsource-wasm/inline'
import 'eventsource-wasm/polyfill'

const source: EventSource = new EventSource('/events', {
  headers: { Authorization: 'Bearer reach' },
})
source.addEventListener('error', (event) => {
  const { reason } = event as EventSourceErrorEvent
  if (reason === 'load') load(fallback).then(() => new FetchEventSource('/events'))
})
load(module)
// @ts-expect-error The name of an option is wrong: the types are not `any`.
new FetchEventSource('/', { header: {} })

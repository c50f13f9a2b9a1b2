import { EventSource, load, type EventSourceErrorEvent } from 'eventsource-wasm'
import module from 'eventsource-wasm/eventsource.wasm'
import * as fallback from 'eventsource-wasm/fallback'
import { FetchEventSource } from 'eventsource-wasm/inline'
import 'eventsource-wasm/polyfill'
import { fakeServer, type FakeConnection } from 'eventsource-wasm/testing'

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

const server = fakeServer()
new FetchEventSource('/events', { fetch: server.fetch }).close()
const next: Promise<FakeConnection> = server.nextConnection()
next.then((connection) => {
  connection
    .respond({ headers: { 'X-One': '1' } })
    .send('one')
    .send({ event: 'price', data: '7' })
  // @ts-expect-error The field of a stream is `event`.
  connection.send({ type: 'price' })
  const closed: Promise<'client' | 'server'> = connection.closed
  return closed
})
globalThis.fetch = server.fetch

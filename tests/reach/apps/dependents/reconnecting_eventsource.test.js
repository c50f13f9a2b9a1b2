import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventSource } from 'eventsource-wasm'
import { default as ReconnectingEventSource } from 'reconnecting-eventsource'
import { newQueue, startServer } from './server.js'

const connect = ({ address }) =>
  new ReconnectingEventSource(`${address}/events`, {
    eventSourceClass: EventSource,
    headers: { Authorization: 'Bearer reach' },
    backoff: { initial: 1 },
    max_retry_time: 1,
  })

test('connects, receives, reconnects and closes', async (t) => {
  const server = await startServer(t)
  const source = connect(server)
  const [opened, received] = [newQueue(), newQueue()]
  source.onopen = opened.push
  source.addEventListener('price', ({ data, lastEventId }) => received.push([data, lastEventId]))

  const first = await server.nextStream()
  assert.equal(first.headers.authorization, 'Bearer reach')
  first.send('id: 1', 'event: price', 'data: 7')
  await opened.next()
  assert.deepEqual(await received.next(), ['7', '1'])
  first.end()

  const second = await server.nextStream()
  assert.equal(second.headers['last-event-id'], '1')
  second.send('id: 2', 'event: price', 'data: 8')
  await opened.next()
  assert.deepEqual(await received.next(), ['8', '2'])
  assert.equal(source.readyState, ReconnectingEventSource.OPEN)
  second.destroy()

  // An error that closes the event source is where this library connects with another one.
  ;(await server.nextStream()).fail(503)
  const third = await server.nextStream()
  assert.match(third.url, /\?lastEventId=2$/)
  third.send('id: 3', 'event: price', 'data: 9')
  assert.deepEqual(await received.next(), ['9', '3'])

  source.close()
  await third.closed
  assert.equal(source.readyState, ReconnectingEventSource.CLOSED)
})

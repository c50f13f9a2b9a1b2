import 'eventsource-wasm/polyfill'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { EventSource } from 'eventsource-wasm'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { sse } from 'msw/sse'
import { newQueue } from './server.js'

const URL_OF_STREAM = 'https://events.example/stream'

const listen = (t, ...handlers) => {
  const server = setupServer(...handlers)
  server.listen({ onUnhandledRequest: 'error' })
  t.after(() => server.close())
}

const connect = (t) => {
  const source = new EventSource(URL_OF_STREAM, {
    headers: { Authorization: 'Bearer reach' },
    backoff: { initial: 1 },
  })
  t.after(() => source.close())
  return source
}

test('connects, receives, reconnects and closes', async (t) => {
  const connections = newQueue()
  listen(t, sse(URL_OF_STREAM, connections.push))
  const source = connect(t)

  const { client, request } = await connections.next()
  assert.equal(request.headers.get('authorization'), 'Bearer reach')
  client.send({ id: '1', data: 'one' })
  client.send({ id: '2', event: 'price', data: { price: 7 } })
  const [{ data }] = await once(source, 'message')
  const [price] = await once(source, 'price')
  assert.deepEqual([data, price.data, price.lastEventId], ['one', '{"price":7}', '2'])

  client.close()
  assert.equal((await once(source, 'error'))[0].reason, 'end')
  const second = await connections.next()
  assert.equal(second.request.headers.get('last-event-id'), '2')
  // MSW sends the head of a response together with the first bytes of its body.
  second.client.send({ retry: 1 })
  await once(source, 'open')
  second.client.error()
  // In Node, MSW ends the response then, also for `fetch`.
  assert.equal((await once(source, 'error'))[0].reason, 'end')

  const third = await connections.next()
  third.client.send({ retry: 1 })
  await once(source, 'open')
  source.close()
  assert.equal(source.readyState, EventSource.CLOSED)
  if (!third.request.signal.aborted) await once(third.request.signal, 'abort')
})

test('a refusal by another handler fails the connection', async (t) => {
  listen(
    t,
    http.get(URL_OF_STREAM, () => new HttpResponse(null, { status: 401 })),
  )
  const source = connect(t)
  const [{ status, willReconnect }] = await once(source, 'error')
  assert.deepEqual([status, willReconnect], [401, false])
})

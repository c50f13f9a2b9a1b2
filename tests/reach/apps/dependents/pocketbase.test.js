import 'eventsource-wasm/polyfill'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FetchEventSource } from 'eventsource-wasm'
import PocketBase from 'pocketbase'
import { newQueue, startServer } from './server.js'

const start = async (t) => {
  const subscriptions = newQueue()
  const server = await startServer(t, {
    'POST /api/realtime': (body) => subscriptions.push(JSON.parse(body).clientId),
  })
  return { server, subscriptions, client: new PocketBase(server.address) }
}

const accept = async ({ nextStream }, clientId) => {
  const stream = await nextStream()
  stream.send(`id: ${clientId}`, 'event: PB_CONNECT', `data: {"clientId":"${clientId}"}`)
  return stream
}

const record = (price) => `data: ${JSON.stringify({ action: 'update', record: { price } })}`

test('connects, receives, reconnects and closes', async (t) => {
  assert.equal(globalThis.EventSource, FetchEventSource)
  const { server, subscriptions, client } = await start(t)
  const prices = newQueue()
  const subscribed = client
    .collection('prices')
    .subscribe('*', ({ record }) => prices.push(record.price))

  const first = await accept(server, 'one')
  const unsubscribe = await subscribed
  assert.equal(await subscriptions.next(), 'one')
  first.send('event: prices/*', record(7))
  assert.equal(await prices.next(), 7)
  first.destroy()

  const second = await accept(server, 'two')
  assert.equal(await subscriptions.next(), 'two')
  second.send('event: prices/*', record(8))
  assert.equal(await prices.next(), 8)

  await unsubscribe()
  await second.closed
})

test('subscribe() rejects when the server refuses the stream', async (t) => {
  const { server, client } = await start(t)
  const subscribed = client.collection('prices').subscribe('*', () => {})
  subscribed.catch(() => {})
  ;(await server.nextStream()).fail(503)
  await assert.rejects(subscribed, { name: /ClientResponseError/ })
})

// The tests that docs/testing.md shows.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mock, test } from 'node:test'
import { EventSource } from 'eventsource-wasm'
import { fakeServer } from 'eventsource-wasm/testing'

/** The program: it keeps the newest price. */
function followPrice({ token, ...init }) {
  const source = new EventSource('https://shop.example/prices', {
    headers: async () => ({ Authorization: `Bearer ${await token()}` }),
    retryOn: [401, 503],
    backoff: { initial: 1000 },
    ...init,
  })
  const price = { value: undefined, source }
  source.onmessage = ({ data }) => (price.value = Number(data))
  return price
}

const token = () => 'secret'

test('a lost connection is resumed after the last event', async () => {
  const server = fakeServer()
  const { source } = followPrice({ token, fetch: server.fetch, backoff: { initial: 1 } })

  const first = await server.nextConnection()
  first.send({ id: '1', data: '7.5' }).break()
  const [{ reason, willReconnect }] = await once(source, 'error')
  assert.deepEqual([reason, willReconnect], ['network', true])

  const second = await server.nextConnection()
  assert.equal(second.headers.get('Last-Event-ID'), '1')
  second.respond()
  await once(source, 'open')

  source.close()
  assert.equal(await second.closed, 'client')
})

test('a token that has expired is replaced', async () => {
  const server = fakeServer()
  const tokens = ['old', 'new']
  const price = followPrice({
    token: async () => tokens.shift(),
    fetch: server.fetch,
    backoff: { initial: 1 },
  })

  const refused = await server.nextConnection()
  assert.equal(refused.headers.get('Authorization'), 'Bearer old')
  refused.respond({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } })

  const accepted = await server.nextConnection()
  assert.equal(accepted.headers.get('Authorization'), 'Bearer new')
  accepted.send('7.5')
  await once(price.source, 'message')
  assert.equal(price.value, 7.5)
  price.source.close()
})

test('a busy server is requested again after its Retry-After', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.after(() => mock.timers.reset())
  const server = fakeServer()
  const { source } = followPrice({ token, fetch: server.fetch })

  const busy = await server.nextConnection()
  busy.respond({ status: 503, headers: { 'Retry-After': '120' } })
  const [{ status, delay }] = await once(source, 'error')
  assert.equal(status, 503)
  assert.ok(delay >= 120_000)

  mock.timers.tick(delay) // two minutes and more, at once
  const connection = await server.nextConnection()
  connection.respond()
  await once(source, 'open')
  source.close()
})

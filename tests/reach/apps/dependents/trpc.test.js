import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import { initTRPC, tracked, TRPCError } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { EventSource } from 'eventsource-wasm'
import { newQueue } from './server.js'

/** A router with one subscription, which numbers from the last event ID; tRPC's own server. */
async function startServer(t) {
  const { router, procedure } = initTRPC.context().create()
  const [started, ended] = [newQueue(), newQueue()]
  const prices = procedure
    .input(({ lastEventId } = {}) => ({ lastEventId }))
    .subscription(async function* ({ input, ctx, signal }) {
      if (ctx.authorization !== 'Bearer reach') throw new TRPCError({ code: 'UNAUTHORIZED' })
      started.push(input.lastEventId)
      const id = Number(input.lastEventId ?? 0) + 1
      yield tracked(`${id}`, { price: id })
      await once(signal, 'abort')
      ended.push(id)
    })
  const createContext = ({ req }) => ({ authorization: req.headers.authorization })
  const server = createHTTPServer({ router: router({ prices }), createContext })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { started, ended, server, address: `http://127.0.0.1:${server.address().port}` }
}

const clientOf = (url, headers) =>
  createTRPCClient({
    links: [
      httpSubscriptionLink({
        url,
        EventSource,
        eventSourceOptions: async () => ({ headers, backoff: { initial: 1 } }),
      }),
    ],
  })

test('connects, receives, reconnects and closes', async (t) => {
  const { server, address, started, ended } = await startServer(t)
  const received = newQueue()
  const states = []
  const client = clientOf(address, { Authorization: 'Bearer reach' })
  const subscription = client.prices.subscribe(undefined, {
    onData: ({ id, data }) => received.push([id, data.price]),
    onConnectionStateChange: ({ state }) => states.push(state),
  })
  assert.equal(await started.next(), undefined)
  assert.deepEqual(await received.next(), ['1', 1])
  server.closeAllConnections()
  assert.equal(await ended.next(), 1)
  assert.equal(await started.next(), '1')
  assert.deepEqual(await received.next(), ['2', 2])
  assert.deepEqual(states, ['connecting', 'pending', 'connecting', 'pending'])
  subscription.unsubscribe()
  assert.equal(await ended.next(), 2)
})

test('a refusal is an error of the subscription', async (t) => {
  const { address } = await startServer(t)
  const failed = newQueue()
  clientOf(address, {}).prices.subscribe(undefined, { onError: failed.push })
  const error = await failed.next()
  assert.equal(error.name, 'TRPCClientError')
})

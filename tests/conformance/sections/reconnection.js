// § 9.2.3 "Processing model": reestablish the connection, fail the connection.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('reconnection')

const ending = (text) => ({ body: [{ text }], then: 'end' })
const breaking = (text) => ({ body: [{ text }, { delay: 50 }], then: 'destroy' })
const LOST = { status: 0, then: 'destroy' }

check('the end of a body is one error, and another attempt', async (env) => {
  const { url } = await env.script(ending('retry: 10\ndata: a\n\n'))
  const { until } = env.watch(url)
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual((await until(9)).slice(0, 9), [...round, ...round, ...round])
})

check('a broken connection is one error, and another attempt', async (env) => {
  const { url } = await env.script(breaking('retry: 10\ndata: a\n\n'))
  const { until } = env.watch(url)
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual((await until(6)).slice(0, 6), [...round, ...round])
})

check('there is one connection at a time', async (env) => {
  const resource = await env.script(ending('retry: 10\n\n'))
  await env.watch(resource.url).until(8)
  assert.strictEqual((await resource.log()).mostOpen, 1)
})

check('an attempt that fails is one error, and another attempt', async (env) => {
  const first = ending('retry: 10\nid: 7\ndata: a\n\n')
  const resource = await env.script(first, LOST, { body: [{ text: 'data: b\n\n' }] })
  const { until } = env.watch(resource.url)
  await until(3)
  // Firefox repeats a lost GET by itself, and may so make an attempt that it says nothing of.
  const rest = (await until(5)).slice(3).filter((entry) => entry !== 'error CONNECTING')
  assert.strictEqual(rest[0], 'open')
})

check('the last event ID is kept over an attempt that fails', async (env) => {
  const first = ending('retry: 10\nid: 7\ndata: a\n\n')
  const resource = await env.script(first, LOST, {})
  env.source(resource.url)
  const { requests } = await resource.requested(3)
  assert.strictEqual(requests[2].headers['last-event-id'], '7')
})

check('the reconnection time is kept over reconnections', async (env) => {
  const { url } = await env.script(ending('retry: 10\n\n'), ending(':\n'), ending(':\n'), {})
  const { until } = env.watch(url)
  const round = ['open', 'error CONNECTING']
  assert.deepEqual(await until(7), [...round, ...round, ...round, 'open'])
})

for (const status of [204, 404, 500]) {
  check(`status ${status} ends reconnecting`, async (env) => {
    const resource = await env.script(ending('retry: 10\n\n'), { status, then: 'end' })
    const { until, entries } = env.watch(resource.url)
    await until(3)
    await env.meanwhile()
    assert.deepEqual(entries, ['open', 'error CONNECTING', 'error CLOSED'])
    assert.strictEqual((await resource.log()).requests.length, 2)
  })
}

check('a type other than text/event-stream ends reconnecting', async (env) => {
  const html = { headers: { 'Content-Type': 'text/html' }, then: 'end' }
  const { url } = await env.script(ending('retry: 10\n\n'), html)
  const entries = await env.watch(url).until(3)
  assert.deepEqual(entries, ['open', 'error CONNECTING', 'error CLOSED'])
})

check('nothing of a broken block is left after a reconnection', async (env) => {
  const { url } = await env.script(breaking('retry: 10\nevent: x\ndata: a\n'), {
    body: [{ text: 'data: b\n\n' }],
  })
  const entries = await env.watch(url, undefined, ['x', 'message']).until(4)
  assert.deepEqual(entries, ['open', 'error CONNECTING', 'open', 'message b'])
})

check('listeners and handlers outlive a reconnection', async (env) => {
  const { url } = await env.script(ending('retry: 10\ndata: a\n\n'))
  const source = env.source(url)
  let count = 0
  await new Promise((resolve) => {
    source.onmessage = () => ++count === 3 && resolve()
  })
  assert.strictEqual(source.url, url)
})

/** The reconnection time holds, on the server's clock: a busy machine may lengthen some waits, but not all of them. */
async function assertWait(env, answer, value) {
  const resource = await env.script(answer)
  env.source(resource.url)
  const { requests } = await resource.requested(4)
  const waits = requests.slice(1).map(({ time }, index) => time - requests[index].closedByServer)
  assert.isAtLeast(Math.min(...waits), value * 0.95)
  assert.isAtMost(Math.min(...waits), value * 1.25)
}

for (const value of [400, 600]) {
  check(
    `retry: ${value} is the time between two connections`,
    (env) => assertWait(env, ending(`retry: ${value}\ndata: a\n\n`), value),
    { timed: true },
  )
}

check(
  'the reconnection time counts from a broken connection as well',
  (env) => assertWait(env, breaking('retry: 600\ndata: a\n\n'), 600),
  { timed: true },
)

// Reestablish the connection, fail the connection: #sse-processing-model.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('reconnection')

const ending = (text) => ({ body: [{ text }], then: 'end' })
const breaking = (text) => ({ body: [{ text }, { delay: 50 }], then: 'destroy' })
const DESTROYED = { status: 0, then: 'destroy' }

check('the end of a body fires one error, and the connection is reestablished', async (env) => {
  const { url } = await env.script(ending('retry: 10\ndata: a\n\n'))
  const { until } = env.observe(url)
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual((await until(9)).slice(0, 9), [...round, ...round, ...round])
})

check('a broken connection fires one error, and the connection is reestablished', async (env) => {
  const { url } = await env.script(breaking('retry: 10\ndata: a\n\n'))
  const { until } = env.observe(url)
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual((await until(6)).slice(0, 6), [...round, ...round])
})

check('there is one connection at a time', async (env) => {
  const resource = await env.script(ending('retry: 10\n\n'))
  await env.observe(resource.url).until(8)
  assert.strictEqual((await resource.log()).maxOpen, 1)
})

check('a failed attempt fires one error, and another attempt follows', async (env) => {
  const first = ending('retry: 10\nid: 7\ndata: a\n\n')
  const resource = await env.script(first, DESTROYED, { body: [{ text: 'data: b\n\n' }] })
  const { until } = env.observe(resource.url)
  await until(3)
  // Firefox itself repeats a GET whose connection breaks, so that an attempt can go without an error.
  const rest = (await until(5)).slice(3).filter((entry) => entry !== 'error CONNECTING')
  assert.strictEqual(rest[0], 'open')
})

check('the last event ID is kept after a failed attempt', async (env) => {
  const first = ending('retry: 10\nid: 7\ndata: a\n\n')
  const resource = await env.script(first, DESTROYED, {})
  env.source(resource.url)
  const { requests } = await resource.requested(3)
  assert.strictEqual(requests[2].headers['last-event-id'], '7')
})

check('the reconnection time is kept after reconnections', async (env) => {
  const { url } = await env.script(ending('retry: 10\n\n'), ending(':\n'), ending(':\n'), {})
  const { until } = env.observe(url)
  const round = ['open', 'error CONNECTING']
  assert.deepEqual(await until(7), [...round, ...round, ...round, 'open'])
})

for (const status of [204, 404, 500]) {
  check(`status ${status} stops reconnection`, async (env) => {
    const resource = await env.script(ending('retry: 10\n\n'), { status, then: 'end' })
    const { until, entries } = env.observe(resource.url)
    await until(3)
    await env.settle()
    assert.deepEqual(entries, ['open', 'error CONNECTING', 'error CLOSED'])
    assert.strictEqual((await resource.log()).requests.length, 2)
  })
}

check('a type other than text/event-stream stops reconnection', async (env) => {
  const html = { headers: { 'Content-Type': 'text/html' }, then: 'end' }
  const { url } = await env.script(ending('retry: 10\n\n'), html)
  const entries = await env.observe(url).until(3)
  assert.deepEqual(entries, ['open', 'error CONNECTING', 'error CLOSED'])
})

check('an unfinished block is discarded at a reconnection', async (env) => {
  const { url } = await env.script(breaking('retry: 10\nevent: x\ndata: a\n'), {
    body: [{ text: 'data: b\n\n' }],
  })
  const entries = await env.observe(url, undefined, ['x', 'message']).until(4)
  assert.deepEqual(entries, ['open', 'error CONNECTING', 'open', 'message b'])
})

check('listeners and handlers are kept after a reconnection', async (env) => {
  const { url } = await env.script(ending('retry: 10\ndata: a\n\n'))
  const source = env.source(url)
  let count = 0
  await new Promise((resolve) => {
    source.onmessage = () => ++count === 3 && resolve()
  })
  assert.strictEqual(source.url, url)
})

/** Compares the shortest of several waits on the server's clock: a busy machine lengthens some waits, but not all. */
async function assertWait(env, response, value) {
  const resource = await env.script(response)
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
  'the reconnection time is waited after a broken connection',
  (env) => assertWait(env, breaking('retry: 600\ndata: a\n\n'), 600),
  { timed: true },
)

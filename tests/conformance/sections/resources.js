// Resource timing, many sources, and garbage collection as far as a script can observe them.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('resources')

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }

// WebKit notifies no observer while its buffer of 250 entries is full.
performance.setResourceTimingBufferSize?.(10_000)

/** The entries of Resource Timing of a source that sends two requests. */
async function timings(env) {
  const last = { body: [{ text: 'retry: 100000\n\n' }], then: 'end' }
  const { url } = await env.script({ ...MESSAGE, then: 'end' }, last)
  const entries = []
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntriesByName(url)))
  observer.observe({ type: 'resource' })
  env.after(() => observer.disconnect())
  await env.observe(url).until(5)
  // An entry may be observed after the requests that follow.
  for (let count = 0; count < SETTLINGS; count++) await env.settle()
  return entries
}

/** How many times a check waits for another source that reconnects, which takes 0.1 seconds. */
const SETTLINGS = 3

const withTimings = { globals: ['window', 'dedicated', 'shared'] }

check(
  'each attempt of a source has one entry of Resource Timing',
  async (env) => {
    assert.strictEqual((await timings(env)).length, 2)
  },
  withTimings,
)

check(
  'the initiator type of a source is other',
  async (env) => {
    const [{ initiatorType }] = await timings(env)
    assert.strictEqual(initiatorType, 'other')
  },
  withTimings,
)

check(
  'an entry of Resource Timing has the start of the request',
  async (env) => {
    const start = performance.now()
    // WebKit has no responseStatus, and in Chromium it is 0 if a request is aborted while its body ends.
    const [{ startTime }] = await timings(env)
    assert.isAtLeast(startTime, start - 2)
    assert.isAtMost(startTime, performance.now() + 2)
  },
  withTimings,
)

check(
  'a source makes no request but its own',
  async (env) => {
    const before = performance.now()
    const { url } = await env.script(MESSAGE)
    const { until, source } = env.observe(url)
    await until(2)
    source.close()
    const entries = performance.getEntriesByType('resource')
    const others = entries.filter(({ startTime, name }) => {
      const isScript = /\.js$|\/scripts/.test(name)
      return startTime >= before && !isScript
    })
    assert.deepEqual(
      others.map(({ name }) => name),
      [],
    )
  },
  withTimings,
)

/** Only in documents, and longer, because a thousand connections take long on a busy machine. */
const many = { alone: true, timeout: 60_000, globals: ['window'] }

check(
  'a thousand sources that are constructed together fail with one error each',
  async (env) => {
    const { url } = await env.script({ status: 204, then: 'end' })
    const errors = await new Promise((resolve) => {
      const errors = Array(1000).fill(0)
      let count = 0
      for (const index of errors.keys()) {
        const source = env.source(url)
        source.onerror = () => {
          errors[index]++
          if (++count === errors.length) resolve(errors)
        }
      }
    })
    assert.isTrue(errors.every((count) => count === 1))
  },
  many,
)

check(
  'a thousand sources that are closed immediately send no request',
  async (env) => {
    const resource = await env.script(MESSAGE)
    for (let index = 0; index < 1000; index++) env.source(resource.url).close()
    await env.settle()
    assert.deepEqual((await resource.log()).requests, [])
  },
  many,
)

check(
  'sources that are waiting for a connection are CONNECTING and can be closed',
  async (env) => {
    const resource = await env.script({ body: [{ text: 'data: a\n\n' }] })
    const sources = Array.from({ length: 40 }, () => env.source(resource.url))
    await new Promise((resolve) => (sources[0].onmessage = resolve))
    assert.isTrue(sources.every(({ readyState }) => readyState < 2))
    for (const source of sources) source.close()
    await env.settle()
    assert.isTrue(sources.every(({ readyState }) => readyState === 2))
  },
  many,
)

check(
  'sources that wait for a connection get one when others are closed',
  async (env) => {
    const resource = await env.script({ body: [{ text: 'data: a\n\n' }] })
    const sources = Array.from({ length: 12 }, () => env.source(resource.url))
    await Promise.all(
      sources.map(
        (source) =>
          new Promise((resolve) => {
            source.onmessage = () => resolve(source.close())
          }),
      ),
    )
    assert.strictEqual((await resource.log()).requests.length, 12)
  },
  many,
)

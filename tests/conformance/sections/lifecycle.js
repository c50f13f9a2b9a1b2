// Documents and workers that are created and destroyed.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('page lifecycle')

const documents = { globals: ['window'] }
const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }

/** A frame with an event source, open already. */
async function openFrame(env, resource) {
  const frame = await env.frame()
  const source = new frame.EventSource(resource.url)
  const entries = []
  await new Promise((resolve) => {
    source.onopen = resolve
    source.onerror = () => entries.push(`error ${source.readyState}`)
  })
  return { frame, source, entries }
}

check(
  'the constructor of a frame uses the base URL and the event classes of its realm',
  async (env) => {
    const { url } = await env.script({ ...MESSAGE, then: 'end' })
    const frame = await env.frame({ own: 'query' })
    const base = new frame.EventSource('')
    base.close()
    assert.strictEqual(base.url, frame.location.href)
    const source = new frame.EventSource(url)
    env.after(() => source.close())
    const event = (type) => new Promise((resolve) => source.addEventListener(type, resolve))
    const events = await Promise.all(['open', 'message', 'error'].map(event))
    assert.instanceOf(source, frame.EventTarget)
    for (const event of events) assert.instanceOf(event, frame.Event)
    assert.instanceOf(events[1], frame.MessageEvent)
  },
  documents,
)

check(
  "exceptions of a frame's constructor are of its realm",
  async (env) => {
    const { DOMException, EventSource, TypeError } = await env.frame()
    assert.throws(() => new EventSource('http://'), DOMException)
    assert.throws(() => new EventSource(), TypeError)
    assert.throws(() => EventSource.prototype.close.call({}), TypeError)
  },
  documents,
)

check(
  'removing a frame closes its connections',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const { frame } = await openFrame(env, resource)
    frame.frameElement.remove()
    await resource.closed()
    await env.settle()
    assert.strictEqual((await resource.log()).requests.length, 1)
  },
  documents,
)

check(
  'navigating a frame closes its connections',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const { frame } = await openFrame(env, resource)
    frame.location = '/page?other'
    await resource.closed()
    await env.settle()
    assert.strictEqual((await resource.log()).requests.length, 1)
  },
  documents,
)

check(
  'window.stop() fails connections',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const { frame, source, entries } = await openFrame(env, resource)
    frame.stop()
    await resource.closed()
    await env.settle()
    assert.deepEqual([entries, source.readyState], [['error 2'], 2])
    assert.strictEqual((await resource.log()).requests.length, 1)
  },
  documents,
)

check(
  'window.stop() fails a connection that has no response yet',
  async (env) => {
    const resource = await env.script({ status: 0 })
    const frame = await env.frame()
    const source = new frame.EventSource(resource.url)
    const entries = []
    source.onerror = () => entries.push(`error ${source.readyState}`)
    await resource.requested()
    frame.stop()
    await resource.closed()
    await env.settle()
    assert.deepEqual([entries, source.readyState], [['error 2'], 2])
  },
  documents,
)

check(
  'a source blocked by connect-src fails with one violation',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const frame = await env.frame({ csp: "connect-src 'none'" })
    const violations = []
    frame.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
      violations.push(blockedURI)
    })
    const source = new frame.EventSource(resource.url)
    await new Promise((resolve) => (source.onerror = resolve))
    assert.strictEqual(source.readyState, 2)
    await env.settle()
    assert.deepEqual(violations, [resource.url])
    assert.deepEqual((await resource.log()).requests, [])
  },
  documents,
)

check(
  'a source blocked by the policy of a worker fails',
  async (env) => {
    const { url } = await env.script(MESSAGE)
    const { until } = env.worker({ url }, "connect-src 'none'")
    assert.deepEqual(await until(2), ['constructed 0', 'error 2'])
  },
  documents,
)

check(
  'terminating a worker closes its connections',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const { worker, until } = env.worker({ url: resource.url })
    assert.deepEqual(await until(3), ['constructed 0', 'open 1', 'message 1'])
    worker.terminate()
    await resource.closed()
    await env.settle()
    assert.strictEqual((await resource.log()).requests.length, 1)
  },
  documents,
)

check(
  'a worker that called close() can construct an object',
  async (env) => {
    const { url } = await env.script(MESSAGE)
    const [posted] = await env.worker({ url, close: '' }).until(1)
    assert.match(posted, /^constructed [02]$/)
  },
  documents,
)

// The events: #dispatchMessage, and open and error of #sse-processing-model.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('events')

const MESSAGES = 'data: 1\n\ndata: 2\n\ndata: 3\n\n'
const streamed = async (env, text) => (await env.script({ body: [{ text }] })).url

const plain = (event) => {
  const { bubbles, cancelable, composed, defaultPrevented } = event
  assert.deepEqual([bubbles, cancelable, composed, defaultPrevented], [false, false, false, false])
}

check('open and error are plain events', async (env) => {
  const { url } = await env.script({ then: 'end', body: [] })
  const { source, ended, events } = env.observe(url)
  await ended
  assert.deepEqual(
    events.map(({ type }) => type),
    ['open', 'error'],
  )
  for (const event of events) {
    assert.strictEqual(Object.getPrototypeOf(event), Event.prototype)
    assert.strictEqual(event.target, source)
    plain(event)
  }
})

check('a message has data, origin and lastEventId', async (env) => {
  const url = await streamed(env, 'id: 7\ndata: a\n\n')
  const { source, until, events } = env.observe(url)
  await until(2)
  const [, event] = events
  assert.instanceOf(event, MessageEvent)
  assert.strictEqual(event.target, source)
  const { type, data, origin, lastEventId } = event
  assert.deepEqual([type, data, origin, lastEventId], ['message', 'a', location.origin, '7'])
  plain(event)
})

check('a message is a MessageEvent, not an instance of a derived class', async (env) => {
  const { until, events } = env.observe(await streamed(env, 'data: a\n\n'))
  await until(2)
  assert.isTrue(Object.getPrototypeOf(events[1]) === MessageEvent.prototype)
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')
  assert.strictEqual(get.call(events[1]), 'a')
})

check('a message has no source and no ports', async (env) => {
  const { until, events } = env.observe(await streamed(env, 'data: a\n\n'))
  await until(2)
  assert.isNull(events[1].source)
  assert.deepEqual([...events[1].ports], [])
  assert.isTrue(Object.isFrozen(events[1].ports))
})

check('the origin of a message is the origin of its stream', async (env) => {
  const { otherUrl } = await env.script({ body: [{ text: 'data: a\n\n' }] })
  const { until, events } = env.observe(otherUrl)
  await until(2)
  assert.strictEqual(events[1].origin, env.other)
})

check('events are trusted', async (env) => {
  const { url } = await env.script({ body: [{ text: 'data: a\n\n' }], then: 'end' })
  const { ended, events } = env.observe(url)
  await ended
  assert.deepEqual(
    events.map(({ isTrusted }) => isTrusted),
    [true, true, true],
  )
})

check('an event is dispatched at its target, and this is the source', async (env) => {
  const source = env.source(await streamed(env, 'data: a\n\n'))
  const seen = await new Promise((resolve) => {
    source.onmessage = function (event) {
      resolve([this, event.currentTarget, event.eventPhase, event.composedPath()])
    }
  })
  assert.deepEqual(seen, [source, source, Event.AT_TARGET, [source]])
})

check('onmessage is not called for events of another type', async (env) => {
  const url = await streamed(env, 'event: tick\ndata: 1\n\ndata: 2\n\n')
  const source = env.source(url)
  const called = []
  source.onmessage = ({ data }) => called.push(data)
  await env.record(source).until(2)
  assert.deepEqual(called, ['2'])
})

check('events of the stream named open and error are messages of that type', async (env) => {
  const url = await streamed(env, 'event: open\ndata: 1\n\nevent: error\ndata: 2\n\ndata: 3\n\n')
  const source = env.source(url)
  const called = []
  source.onopen = ({ data }) => called.push(data)
  source.onerror = ({ data }) => called.push(data)
  const { until, events } = env.record(source)
  assert.deepEqual(await until(4), ['open', 'open 1', 'error 2', 'message 3'])
  assert.instanceOf(events[2], MessageEvent)
  assert.deepEqual(called, [undefined, '1', '2'])
  assert.strictEqual(source.readyState, 1)
})

check('readyState is OPEN from open on, and CONNECTING from error on', async (env) => {
  const { url } = await env.script({ body: [{ text: 'data: a\n\n' }], then: 'end' })
  const source = env.source(url)
  const states = [source.readyState]
  for (const type of ['open', 'message', 'error'])
    source.addEventListener(type, () => states.push(source.readyState))
  await env.record(source).ended
  assert.deepEqual(states, [0, 1, 1, 0])
})

check('handlers and listeners are called in the order in which they were added', async (env) => {
  const source = env.source(await streamed(env, MESSAGES))
  const called = []
  source.addEventListener('message', () => called.push('first'))
  source.onmessage = () => called.push('handler')
  await new Promise((resolve) => source.addEventListener('message', resolve))
  assert.deepEqual(called.slice(0, 2), ['first', 'handler'])
})

check('a handler keeps its place when it is replaced', async (env) => {
  const source = env.source(await streamed(env, MESSAGES))
  const called = []
  source.onmessage = () => called.push('replaced')
  source.addEventListener('message', () => called.push('listener'))
  source.onmessage = () => called.push('handler')
  await new Promise((resolve) => source.addEventListener('message', resolve))
  assert.deepEqual(called.slice(0, 2), ['handler', 'listener'])
})

check('a handler that is removed and set again is called last', async (env) => {
  const source = env.source(await streamed(env, 'data: a\n\n'))
  const called = []
  source.onmessage = () => called.push('removed')
  source.addEventListener('message', () => called.push('listener'))
  source.onmessage = null
  source.onmessage = () => called.push('handler')
  await new Promise((resolve) => source.addEventListener('message', resolve))
  assert.deepEqual(called, ['listener', 'handler'])
})

check('handleEvent of an object that is set as a handler is not called', async (env) => {
  const source = env.source(await streamed(env, 'data: a\n\n'))
  let isCalled = false
  source.onmessage = { handleEvent: () => (isCalled = true) }
  await env.record(source).until(2)
  assert.isFalse(isCalled)
})

check('listeners can be objects with handleEvent, once, and removed by a signal', async (env) => {
  const source = env.source(await streamed(env, MESSAGES))
  const called = []
  const controller = new AbortController()
  const { signal } = controller
  const end = () => controller.abort()
  source.addEventListener('message', { handleEvent: ({ data }) => called.push(`object ${data}`) })
  source.addEventListener('message', () => called.push('once'), { once: true })
  source.addEventListener('message', () => called.push('signal') && end(), { signal })
  await env.record(source).until(4)
  assert.deepEqual(called, ['object 1', 'once', 'signal', 'object 2', 'object 3'])
})

check('an event dispatched by the page is delivered to handlers and listeners', async (env) => {
  const source = env.source('/none')
  const called = []
  source.onmessage = ({ data }) => called.push(`handler ${data}`)
  source.addEventListener('message', ({ data }) => called.push(`listener ${data}`))
  source.dispatchEvent(new MessageEvent('message', { data: 'a' }))
  assert.deepEqual(called, ['handler a', 'listener a'])
})

check('a handler that returns false cancels an event that the page dispatches', async (env) => {
  const source = env.source('/none')
  for (const type of ['open', 'message', 'error']) {
    source[`on${type}`] = () => false
    assert.isFalse(source.dispatchEvent(new Event(type, { cancelable: true })), type)
    source[`on${type}`] = () => undefined
    assert.isTrue(source.dispatchEvent(new Event(type, { cancelable: true })), type)
  }
})

check('an exception of a listener is reported, and the stream continues', async (env) => {
  const reported = env.collectReported(({ message }) => message.includes('thrown on purpose'))
  const source = env.source(await streamed(env, MESSAGES))
  source.onmessage = ({ data }) => {
    if (data !== '2') throw new Error(`thrown on purpose ${data}`)
  }
  const received = []
  await new Promise((resolve) => {
    source.addEventListener('message', ({ data }) => received.push(data) === 3 && resolve())
  })
  assert.deepEqual(received, ['1', '2', '3'])
  assert.deepEqual(
    reported.map(({ error }) => error.message),
    ['thrown on purpose 1', 'thrown on purpose 3'],
  )
  assert.strictEqual(source.readyState, 1)
})

check('exceptions of listeners of open and error do not affect the connection', async (env) => {
  const reported = env.collectReported(({ message }) => message.includes('thrown at'))
  const { url } = await env.script({ body: [{ text: 'retry: 10\ndata: a\n\n' }], then: 'end' })
  const source = env.source(url)
  source.onopen = source.onerror = ({ type }) => {
    throw new Error(`thrown at ${type}`)
  }
  const round = ['open', 'message a', 'error CONNECTING']
  const entries = await env.record(source).until(6)
  assert.deepEqual(entries.slice(0, 6), [...round, ...round])
  assert.isAtLeast(reported.length, 3)
})

check('microtasks run before the next event', async (env) => {
  const source = env.source(await streamed(env, MESSAGES))
  const order = []
  await new Promise((resolve) => {
    source.onmessage = async ({ data }) => {
      order.push(`event ${data}`)
      await undefined
      if (order.push(`after ${data}`) === 6) resolve()
    }
  })
  assert.deepEqual(order, ['event 1', 'after 1', 'event 2', 'after 2', 'event 3', 'after 3'])
})

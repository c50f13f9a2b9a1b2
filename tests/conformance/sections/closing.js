// The method close(): #dom-eventsource-close.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('closing')

const MESSAGES = { body: [{ text: 'retry: 10\ndata: 1\n\ndata: 2\n\ndata: 3\n\n' }] }

check('close() makes the source CLOSED immediately, and fires no event', async (env) => {
  const { url } = await env.script(MESSAGES)
  const { source, entries } = env.observe(url)
  assert.isUndefined(source.close())
  assert.strictEqual(source.readyState, 2)
  await env.settle()
  assert.deepEqual(entries, [])
})

check('close() may be called again', async (env) => {
  const source = env.source('/none')
  source.close()
  source.close()
  assert.strictEqual(source.readyState, 2)
})

check('close() ends the connection', async (env) => {
  const resource = await env.script(MESSAGES)
  const { source, until, entries } = env.observe(resource.url)
  await until(4)
  source.close()
  await resource.closed()
  assert.deepEqual(entries, ['open', 'message 1', 'message 2', 'message 3'])
})

check('close() aborts a request that has no response yet', async (env) => {
  const resource = await env.script({ status: 0 })
  const { source, entries } = env.observe(resource.url)
  await resource.requested()
  source.close()
  await resource.closed()
  assert.deepEqual(entries, [])
})

check('no message is dispatched after close() in a listener of open', async (env) => {
  const resource = await env.script(MESSAGES)
  const { source, entries } = env.observe(resource.url)
  source.onopen = () => source.close()
  await resource.closed()
  await env.settle()
  assert.deepEqual(entries, ['open'])
})

check('no other message is dispatched after close() in a listener of message', async (env) => {
  const resource = await env.script(MESSAGES)
  const { source, entries } = env.observe(resource.url)
  source.onmessage = () => source.close()
  await resource.closed()
  await env.settle()
  assert.deepEqual(entries, ['open', 'message 1'])
})

check('the other listeners of an event are called after close() in one of them', async (env) => {
  const { url } = await env.script(MESSAGES)
  const { source, until } = env.observe(url)
  const called = []
  source.onmessage = () => source.close()
  source.addEventListener('message', ({ data }) => called.push(data))
  await until(2)
  await env.settle()
  assert.deepEqual(called, ['1'])
})

check('there is no reconnection after close() in a listener of error', async (env) => {
  const resource = await env.script({ ...MESSAGES, then: 'end' })
  const { source, ended, entries } = env.observe(resource.url)
  source.onerror = () => source.close()
  await ended
  await env.settle()
  assert.strictEqual(source.readyState, 2)
  assert.strictEqual((await resource.log()).requests.length, 1)
  assert.strictEqual(entries.length, 5)
})

check('there is no reconnection after close() during the reconnection time', async (env) => {
  const resource = await env.script({ body: [{ text: 'retry: 60\n\n' }], then: 'end' })
  const { source, ended, entries } = env.observe(resource.url)
  await ended
  await Promise.resolve()
  source.close()
  await env.settle()
  assert.strictEqual((await resource.log()).requests.length, 1)
  assert.deepEqual(entries, ['open', 'error CONNECTING'])
})

check('close() of a failed connection fires no event', async (env) => {
  const { url } = await env.script({ status: 404, then: 'end' })
  const { source, ended, entries } = env.observe(url)
  await ended
  source.close()
  await env.settle()
  assert.deepEqual([source.readyState, entries], [2, ['error CLOSED']])
})

check('close() leaves url, withCredentials and handlers as they are', async (env) => {
  const source = env.source('/none', { withCredentials: true })
  const handler = () => {}
  source.onerror = handler
  source.close()
  const { url, withCredentials, onerror } = source
  assert.deepEqual([url, withCredentials], [`${location.origin}/none`, true])
  assert.strictEqual(onerror, handler)
})

check('one source may close another in a listener', async (env) => {
  const resource = await env.script(MESSAGES)
  const other = env.observe(resource.url)
  await other.until(1)
  const { source, until } = env.observe((await env.script(MESSAGES)).url)
  source.onopen = () => other.source.close()
  await until(4)
  await resource.closed()
  assert.deepEqual([source.readyState, other.source.readyState], [1, 2])
})

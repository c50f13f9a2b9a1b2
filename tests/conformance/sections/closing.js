// The method `close()`: § 9.2.2. Nothing follows it.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('closing')

const MESSAGES = { body: [{ text: 'retry: 10\ndata: 1\n\ndata: 2\n\ndata: 3\n\n' }] }

check('close() makes the source CLOSED at once, and fires nothing', async (env) => {
  const { url } = await env.script(MESSAGES)
  const { source, entries } = env.watch(url)
  assert.isUndefined(source.close())
  assert.strictEqual(source.readyState, 2)
  await env.meanwhile()
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
  const { source, until, entries } = env.watch(resource.url)
  await until(4)
  source.close()
  await resource.closed()
  assert.deepEqual(entries, ['open', 'message 1', 'message 2', 'message 3'])
})

check('close() ends a request that has no answer yet', async (env) => {
  const resource = await env.script({ status: 0 })
  const { source, entries } = env.watch(resource.url)
  await resource.requested()
  source.close()
  await resource.closed()
  assert.deepEqual(entries, [])
})

check('close() in a listener of open: no message arrives', async (env) => {
  const resource = await env.script(MESSAGES)
  const { source, entries } = env.watch(resource.url)
  source.onopen = () => source.close()
  await resource.closed()
  await env.meanwhile()
  assert.deepEqual(entries, ['open'])
})

check('close() in a listener of message: no other message arrives', async (env) => {
  const resource = await env.script(MESSAGES)
  const { source, entries } = env.watch(resource.url)
  source.onmessage = () => source.close()
  await resource.closed()
  await env.meanwhile()
  assert.deepEqual(entries, ['open', 'message 1'])
})

check('close() in a listener: other listeners still get the event', async (env) => {
  const { url } = await env.script(MESSAGES)
  const { source, until } = env.watch(url)
  const called = []
  source.onmessage = () => source.close()
  source.addEventListener('message', ({ data }) => called.push(data))
  await until(2)
  await env.meanwhile()
  assert.deepEqual(called, ['1'])
})

check('close() in a listener of error: there is no reconnection', async (env) => {
  const resource = await env.script({ ...MESSAGES, then: 'end' })
  const { source, ended, entries } = env.watch(resource.url)
  source.onerror = () => source.close()
  await ended
  await env.meanwhile()
  assert.strictEqual(source.readyState, 2)
  assert.strictEqual((await resource.log()).requests.length, 1)
  assert.strictEqual(entries.length, 5)
})

check('close() while it waits: there is no reconnection', async (env) => {
  const resource = await env.script({ body: [{ text: 'retry: 60\n\n' }], then: 'end' })
  const { source, ended, entries } = env.watch(resource.url)
  await ended
  await Promise.resolve()
  source.close()
  await env.meanwhile()
  assert.strictEqual((await resource.log()).requests.length, 1)
  assert.deepEqual(entries, ['open', 'error CONNECTING'])
})

check('close() of a failed connection fires nothing', async (env) => {
  const { url } = await env.script({ status: 404, then: 'end' })
  const { source, ended, entries } = env.watch(url)
  await ended
  source.close()
  await env.meanwhile()
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
  const other = env.watch(resource.url)
  await other.until(1)
  const { source, until } = env.watch((await env.script(MESSAGES)).url)
  source.onopen = () => other.source.close()
  await until(4)
  await resource.closed()
  assert.deepEqual([source.readyState, other.source.readyState], [1, 2])
})

// Redirects, which `fetch` follows.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('redirect')

const redirect = (url, status = 302) => ({
  status,
  headers: { Location: url, 'Content-Type': null },
  then: 'end',
})
// In Firefox, closing a redirected request takes effect only when its next byte arrives.
const message = { body: [{ text: 'data: a\n\n' }, { text: ':\n', every: 100 }] }

for (const status of [301, 302, 303, 307, 308]) {
  check(`status ${status} is followed`, async (env) => {
    const target = await env.script(message)
    const { url } = await env.script(redirect(target.path, status))
    const { source, until } = env.observe(url)
    assert.deepEqual(await until(2), ['open', 'message a'])
    assert.strictEqual(source.url, url)
  })
}

check('a redirect without Location fails the connection', async (env) => {
  const { url } = await env.script({ status: 302, then: 'end' })
  assert.deepEqual(await env.observe(url).until(1), ['error CLOSED'])
})

check('a redirect to a response that is not a stream fails the connection', async (env) => {
  const target = await env.script({ status: 404, then: 'end' })
  const { url } = await env.script(redirect(target.path))
  assert.deepEqual(await env.observe(url).until(1), ['error CLOSED'])
})

check('a redirect to another origin requires CORS', async (env) => {
  const target = await env.script({ ...message, body: [], then: 'end', cors: false })
  const { url } = await env.script(redirect(target.otherUrl))
  assert.deepEqual(await env.observe(url).until(1), ['error CLOSED'])
})

check('the origin of a message is the origin of the URL after redirects', async (env) => {
  const target = await env.script(message)
  const { url } = await env.script(redirect(target.otherUrl))
  const { until, events } = env.observe(url)
  await until(2)
  assert.strictEqual(events[1].origin, env.other)
})

check('after a redirect the next attempt requests the URL of the last response', async (env) => {
  const target = await env.script({ body: [{ text: 'retry: 10\n\n' }], then: 'end' }, message)
  const first = await env.script(redirect(target.path))
  await env.observe(first.url).until(4)
  const log = await target.log()
  assert.deepEqual([(await first.log()).requests.length, log.requests.length], [1, 2])
})

check('close() ends the connection of a redirected request', async (env) => {
  const body = [{ text: 'data: a\n\n' }, { signal: true }]
  const target = await env.script({ body, then: 'end' })
  env.after(() => target.signal())
  const { url } = await env.script(redirect(target.path))
  const { source, until } = env.observe(url)
  await until(2)
  source.close()
  await Promise.race([target.closed(), env.settle()])
  assert.isNotNull((await target.log()).requests[0].closedByClient)
})

check('Last-Event-ID is sent after a redirect', async (env) => {
  const target = await env.script(
    { body: [{ text: 'retry: 10\nid: 7\ndata: a\n\n' }], then: 'end' },
    message,
  )
  const { url } = await env.script(redirect(target.path))
  await env.observe(url).until(5)
  const { requests } = await target.log()
  assert.strictEqual(requests[1].headers['last-event-id'], '7')
})

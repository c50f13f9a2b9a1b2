// What Node sends to the target of a redirect to another origin, and how a program prevents it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplesOf } from '../page/samples.js'
import { open, serve, status } from './server.js'

const SECRETS = { Authorization: 'Bearer secret', Cookie: 'a=secret', 'X-Token': 'secret' }

/** A server that redirects every request to another origin, which sends a message. */
const redirecting = async (code = 307) => {
  const target = await serve('data: a\n\n')
  const { url } = await serve(status(code, { Location: target.url }))
  return { url, target }
}

const openOnce = (t, url, init) => open(t, url, { backoff: { initial: 1, retries: 0 }, ...init })

test('Node sends custom headers and the last event ID to the target of a redirect, and no Authorization or Cookie', async (t) => {
  const { url, target } = await redirecting()
  await openOnce(t, url, { headers: SECRETS, lastEventId: 'secret' }).first(2)
  const [{ headers }] = target.requests
  assert.deepEqual([headers.authorization, headers.cookie], [undefined, undefined])
  assert.deepEqual([headers['x-token'], headers['last-event-id']], ['secret', 'secret'])
})

test("with redirect: 'manual', a redirect is a final error with its status, and reaches no other origin", async (t) => {
  const { url, target } = await redirecting()
  const { first, errors } = openOnce(t, url, { headers: SECRETS, request: { redirect: 'manual' } })
  assert.deepEqual(await first(1), ['error status, closed'])
  assert.match(errors[0].message, /the server responded with status 307/)
  assert.equal(errors[0].response.headers.get('Location'), target.url)
  assert.equal(target.requests.length, 0)
})

test("with redirect: 'error', a redirect is a network error, and reaches no other origin", async (t) => {
  const { url, target } = await redirecting()
  const { first } = openOnce(t, url, { headers: SECRETS, request: { redirect: 'error' } })
  assert.deepEqual(await first(1), ['error network, closed'])
  assert.equal(target.requests.length, 0)
})

const [{ code }] = samplesOf('SECURITY.md')
const module = `data:text/javascript,${encodeURIComponent(code)}`
const { fetchFromOneOrigin } = await import(module)

test('the fetch in SECURITY.md follows redirects of one origin', async (t) => {
  const { url, requests } = await serve(
    status(307, { Location: '/first' }),
    status(302, { Location: 'second' }),
    'data: a\n\n',
  )
  const init = { fetch: fetchFromOneOrigin, headers: SECRETS }
  assert.deepEqual(await openOnce(t, url, init).first(2), ['open', 'message a #'])
  const seen = requests.map(({ url, headers }) => [url, headers['x-token']])
  assert.deepEqual(
    seen,
    ['/', '/first', '/second'].map((path) => [path, 'secret']),
  )
})

test('the fetch in SECURITY.md follows no redirect to another origin, and not for ever', async (t) => {
  const { url, target } = await redirecting()
  const init = { fetch: fetchFromOneOrigin, headers: SECRETS }
  assert.deepEqual(await openOnce(t, url, init).first(1), ['error status, closed'])
  assert.equal(target.requests.length, 0)
  const endless = await serve(status(302, { Location: '/' }))
  assert.deepEqual(await openOnce(t, endless.url, init).first(1), ['error status, closed'])
  assert.equal(endless.requests.length, 21)
})

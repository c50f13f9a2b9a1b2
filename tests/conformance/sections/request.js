// The request: #dom-eventsource, and the header Last-Event-ID: #the-last-event-id-header.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('request')

/** The headers of a first request. */
async function firstHeaders(env, { isOther, init } = {}) {
  const resource = await env.script({})
  env.source(isOther ? resource.otherUrl : resource.url, init)
  const { requests } = await resource.requested()
  return requests[0].headers
}

/** The second request, after a stream of this text. */
async function secondRequest(env, text, isOther = false) {
  const resource = await env.script({ body: [{ text: `retry: 10\n${text}` }], then: 'end' }, {})
  const { until } = env.observe(isOther ? resource.otherUrl : resource.url)
  await until(text.includes('data') ? 4 : 3)
  const log = await resource.log()
  return { ...log, ...log.requests[1] }
}

/** Decodes a header, of which the server reports each byte as a character. */
const utf8 = (header) =>
  new TextDecoder().decode(Uint8Array.from(header, (char) => char.charCodeAt(0)))

check('a request is a GET without a body', async (env) => {
  const resource = await env.script({})
  env.source(resource.url)
  const { requests } = await resource.requested()
  assert.deepEqual([requests[0].method, requests[0].body], ['GET', ''])
})

check('the Accept header is text/event-stream', async (env) => {
  assert.strictEqual((await firstHeaders(env)).accept, 'text/event-stream')
})

check('a request bypasses caches', async (env) => {
  assert.strictEqual((await firstHeaders(env))['cache-control'], 'no-cache')
})

check('a cacheable response is not reused', async (env) => {
  const headers = { 'Cache-Control': 'max-age=3600', ETag: '"1"' }
  const resource = await env.script({ headers, body: [{ text: 'data: 1\n\n' }], then: 'end' })
  for (let count = 1; count <= 2; count++) {
    const { source, ended } = env.observe(resource.url)
    await ended
    source.close()
    assert.strictEqual((await resource.log()).requests.length, count)
  }
})

check('two event sources of one URL make two requests', async (env) => {
  const resource = await env.script({})
  env.source(resource.url)
  env.source(resource.url)
  assert.strictEqual((await resource.requested(2)).requests.length, 2)
})

check('a first request has no Last-Event-ID', async (env) => {
  assert.notProperty(await firstHeaders(env), 'last-event-id')
})

check('the fragment of a URL is not sent', async (env) => {
  const resource = await env.script({})
  env.source(`${resource.url}?a#b`)
  const { requests } = await resource.requested()
  assert.strictEqual(requests[0].url, `${resource.path}?a`)
})

check('a URL with a user name and a password is requested', async (env) => {
  const { path } = await env.script({})
  const { until } = env.observe(`http://user:word@${location.host}${path}`)
  assert.deepEqual(await until(1), ['open'])
})

check('a request has the mode cors and an empty destination', async (env) => {
  const headers = await firstHeaders(env)
  assert.deepEqual([headers['sec-fetch-mode'], headers['sec-fetch-dest']], ['cors', 'empty'])
})

check('a same-origin request has the full referrer and no Origin', async (env) => {
  const { referer, origin } = await firstHeaders(env)
  assert.deepEqual([referer, origin], [location.href, undefined])
})

check('a cross-origin request has the origin as referrer, and Origin', async (env) => {
  const { referer, origin } = await firstHeaders(env, { isOther: true })
  assert.deepEqual([referer, origin], [`${location.origin}/`, location.origin])
})

check('a first request to another origin needs no preflight', async (env) => {
  const resource = await env.script({})
  await env.observe(resource.otherUrl).until(1)
  assert.deepEqual((await resource.log()).preflights, [])
})

/** Sets a cookie for this host, and therefore for every origin on it. */
async function setCookie(env, name) {
  const cookie = `${name}=1; Path=/; Max-Age=60`
  const { url } = await env.script({ headers: { 'Set-Cookie': cookie }, then: 'end' })
  await (await fetch(url)).text()
}

const hasCookie = ({ cookie = '' }, name) => cookie.split('; ').includes(`${name}=1`)

check('cookies are sent to the same origin, with and without withCredentials', async (env) => {
  const name = `own-${env.global}-${env.implementation}`
  await setCookie(env, name)
  for (const withCredentials of [false, true])
    assert.isTrue(hasCookie(await firstHeaders(env, { init: { withCredentials } }), name))
})

check('cookies are sent to another origin only with withCredentials', async (env) => {
  const name = `other-${env.global}-${env.implementation}`
  await setCookie(env, name)
  for (const withCredentials of [false, true]) {
    const headers = await firstHeaders(env, { isOther: true, init: { withCredentials } })
    assert.strictEqual(hasCookie(headers, name), withCredentials)
  }
})

check('cookies of another origin are stored only with withCredentials', async (env) => {
  for (const withCredentials of [false, true]) {
    const name = `set-${withCredentials}-${env.global}-${env.implementation}`
    const headers = { 'Set-Cookie': `${name}=1; Path=/; Max-Age=60` }
    const { otherUrl } = await env.script({ headers })
    await env.observe(otherUrl, { withCredentials }).until(1)
    assert.strictEqual(hasCookie(await firstHeaders(env), name), withCredentials)
  }
})

check('a reconnection sends the last event ID', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('a reconnection sends the other headers as before', async (env) => {
  const { requests } = await secondRequest(env, 'id: 7\ndata: a\n\n')
  // Other checks set cookies concurrently.
  const [first, second] = requests.map(({ headers }) => ({ ...headers, cookie: undefined }))
  assert.deepEqual(second, { ...first, 'last-event-id': '7' })
})

check('a reconnection sends no empty Last-Event-ID', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\n\nid\ndata: a\n\n')
  assert.notProperty(headers, 'last-event-id')
})

check('Last-Event-ID is the UTF-8 of the ID', async (env) => {
  const { headers } = await secondRequest(env, 'id: …é☃😀\ndata: a\n\n')
  assert.strictEqual(utf8(headers['last-event-id']), '…é☃😀')
})

check('the ID of a block without data is sent', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\n\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('the ID of an unfinished block is not sent', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\nid: 8\ndata: b\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('Last-Event-ID is sent to another origin', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\n', true)
  assert.strictEqual(headers['last-event-id'], '7')
})

check('Last-Event-ID needs no preflight', async (env) => {
  const { preflights } = await secondRequest(env, 'id: 7\ndata: a\n\n', true)
  assert.deepEqual(preflights, [])
})

check('a new event source of the same URL has no last event ID', async (env) => {
  const resource = await env.script({ body: [{ text: 'id: 7\ndata: a\n\n' }] })
  await env.observe(resource.url).until(2)
  env.source(resource.url)
  const { requests } = await resource.requested(2)
  assert.notProperty(requests[1].headers, 'last-event-id')
})

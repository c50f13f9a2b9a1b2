// What is sent: § 9.2.2, and the headers of § 9.2.3.

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
  const { until } = env.watch(isOther ? resource.otherUrl : resource.url)
  await until(text.includes('data') ? 4 : 3)
  const log = await resource.log()
  return { ...log, ...log.requests[1] }
}

/** A header as the server got it, byte for byte. */
const utf8 = (header) =>
  new TextDecoder().decode(Uint8Array.from(header, (char) => char.charCodeAt(0)))

check('a request is a GET without a body', async (env) => {
  const resource = await env.script({})
  env.source(resource.url)
  const { requests } = await resource.requested()
  assert.deepEqual([requests[0].method, requests[0].body], ['GET', ''])
})

check('a request accepts text/event-stream alone', async (env) => {
  assert.strictEqual((await firstHeaders(env)).accept, 'text/event-stream')
})

check('a request asks caches to stay out of it', async (env) => {
  assert.strictEqual((await firstHeaders(env))['cache-control'], 'no-cache')
})

check('an answer that may be kept is not used twice', async (env) => {
  const headers = { 'Cache-Control': 'max-age=3600', ETag: '"1"' }
  const resource = await env.script({ headers, body: [{ text: 'data: 1\n\n' }], then: 'end' })
  for (let count = 1; count <= 2; count++) {
    const { source, ended } = env.watch(resource.url)
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
  const { until } = env.watch(`http://user:word@${location.host}${path}`)
  assert.deepEqual(await until(1), ['open'])
})

check('a request has the mode cors and an empty destination', async (env) => {
  const headers = await firstHeaders(env)
  assert.deepEqual([headers['sec-fetch-mode'], headers['sec-fetch-dest']], ['cors', 'empty'])
})

check('a request to its own origin says where it comes from', async (env) => {
  const { referer, origin } = await firstHeaders(env)
  assert.deepEqual([referer, origin], [location.href, undefined])
})

check('a request to another origin says from which it comes, and no more', async (env) => {
  const { referer, origin } = await firstHeaders(env, { isOther: true })
  assert.deepEqual([referer, origin], [`${location.origin}/`, location.origin])
})

check('a first request to another origin needs no preflight', async (env) => {
  const resource = await env.script({})
  await env.watch(resource.otherUrl).until(1)
  assert.deepEqual((await resource.log()).preflights, [])
})

/** Lets the origin of the page, and so every origin on this host, have a cookie. */
async function setCookie(env, name) {
  const cookie = `${name}=1; Path=/; Max-Age=60`
  const { url } = await env.script({ headers: { 'Set-Cookie': cookie }, then: 'end' })
  await (await fetch(url)).text()
}

const hasCookie = ({ cookie = '' }, name) => cookie.split('; ').includes(`${name}=1`)

check('cookies go to the own origin, with and without withCredentials', async (env) => {
  const name = `own-${env.global}-${env.implementation}`
  await setCookie(env, name)
  for (const withCredentials of [false, true])
    assert.isTrue(hasCookie(await firstHeaders(env, { init: { withCredentials } }), name))
})

check('cookies go to another origin with withCredentials alone', async (env) => {
  const name = `other-${env.global}-${env.implementation}`
  await setCookie(env, name)
  for (const withCredentials of [false, true]) {
    const headers = await firstHeaders(env, { isOther: true, init: { withCredentials } })
    assert.strictEqual(hasCookie(headers, name), withCredentials)
  }
})

check('cookies that another origin sets are kept with withCredentials alone', async (env) => {
  for (const withCredentials of [false, true]) {
    const name = `set-${withCredentials}-${env.global}-${env.implementation}`
    const headers = { 'Set-Cookie': `${name}=1; Path=/; Max-Age=60` }
    const { otherUrl } = await env.script({ headers })
    await env.watch(otherUrl, { withCredentials }).until(1)
    assert.strictEqual(hasCookie(await firstHeaders(env), name), withCredentials)
  }
})

check('a reconnection sends the last event ID', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('a reconnection sends the other headers as before', async (env) => {
  const { requests } = await secondRequest(env, 'id: 7\ndata: a\n\n')
  // Other checks set cookies at the same time.
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

check('an ID that came without data is sent as well', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\n\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('the ID of an unfinished block is not sent', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\nid: 8\ndata: b\n')
  assert.strictEqual(headers['last-event-id'], '7')
})

check('Last-Event-ID reaches another origin', async (env) => {
  const { headers } = await secondRequest(env, 'id: 7\ndata: a\n\n', true)
  assert.strictEqual(headers['last-event-id'], '7')
})

check('Last-Event-ID needs no preflight', async (env) => {
  const { preflights } = await secondRequest(env, 'id: 7\ndata: a\n\n', true)
  assert.deepEqual(preflights, [])
})

check('a new event source of the same URL begins without an ID', async (env) => {
  const resource = await env.script({ body: [{ text: 'id: 7\ndata: a\n\n' }] })
  await env.watch(resource.url).until(2)
  env.source(resource.url)
  const { requests } = await resource.requested(2)
  assert.notProperty(requests[1].headers, 'last-event-id')
})

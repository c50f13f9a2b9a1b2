// The headers of a request, beside those of the native EventSource and of fetch: Fetch Metadata, Origin, Accept, caching.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('request headers')

/** The target of a redirect: in Firefox, closing a redirected request takes effect only when its next byte arrives. */
const TARGET = { body: [{ text: ':\n', every: 100 }] }

const headersOf = async (resource, index = 0) => {
  const { requests } = await resource.requested(index + 1)
  return requests[index].headers
}

/** The headers of a request to an origin, by the name of its URL in `env.script()`. */
async function send(env, name, init) {
  const resource = await env.script({})
  await env.observe(resource[name], init).until(1)
  return headersOf(resource)
}

for (const [name, url, site] of [
  ['the same origin', 'url', 'same-origin'],
  ['another origin of the same site', 'otherUrl', 'same-site'],
  ['another site', 'otherSiteUrl', 'cross-site'],
]) {
  check(`Sec-Fetch-Site of a request to ${name} is ${site}`, async (env) => {
    assert.strictEqual((await send(env, url))['sec-fetch-site'], site)
  })

  check(`a request to ${name} has the metadata of fetch`, async (env) => {
    const headers = await send(env, url)
    const names = ['dest', 'mode', 'user'].map((name) => headers[`sec-fetch-${name}`])
    assert.deepEqual(names, ['empty', 'cors', undefined])
  })

  check(`Origin of a request to ${name} is ${url === 'url' ? 'absent' : 'sent'}`, async (env) => {
    const { origin } = await send(env, url)
    assert.strictEqual(origin, url === 'url' ? undefined : location.origin)
  })
}

/** Without cookies, which other checks set concurrently. */
const withoutCookie = (headers) => ({ ...headers, cookie: undefined })

check('withCredentials changes no header but Cookie', async (env) => {
  const [omitted, included] = [
    await send(env, 'otherUrl', { withCredentials: false }),
    await send(env, 'otherUrl', { withCredentials: true }),
  ].map(withoutCookie)
  assert.deepEqual(included, omitted)
})

check('Sec-Fetch-Site is kept by a redirect to another origin and back', async (env) => {
  const target = await env.script(TARGET)
  const headers = (url) => ({ status: 302, headers: { Location: url }, then: 'end' })
  const middle = await env.script(headers(target.url))
  const { url } = await env.script(headers(middle.otherUrl))
  await env.observe(url).until(1)
  const { 'sec-fetch-site': site, origin } = await headersOf(target)
  assert.deepEqual([site, origin], ['same-site', 'null'])
})

check('a redirect to another origin has the Origin of the page', async (env) => {
  const target = await env.script(TARGET)
  const headers = { Location: target.otherUrl }
  const { url } = await env.script({ status: 302, headers, then: 'end' })
  await env.observe(url).until(1)
  assert.strictEqual((await headersOf(target)).origin, location.origin)
})

check('a redirect between two other origins has the Origin null', async (env) => {
  const target = await env.script(TARGET)
  const headers = { Location: target.otherSiteUrl }
  const { otherUrl } = await env.script({ status: 302, headers, then: 'end' })
  await env.observe(otherUrl).until(1)
  assert.strictEqual((await headersOf(target)).origin, 'null')
})

check('a redirect keeps Accept and Cache-Control', async (env) => {
  const target = await env.script(TARGET)
  const headers = { Location: target.path }
  const { url } = await env.script({ status: 302, headers, then: 'end' })
  await env.observe(url).until(1)
  const { accept, 'cache-control': caching } = await headersOf(target)
  assert.deepEqual([accept, caching], ['text/event-stream', 'no-cache'])
})

check('the languages, encodings and user agent of a request are those of fetch', async (env) => {
  const resource = await env.script({})
  await env.observe(resource.url).until(1)
  const controller = new AbortController()
  await fetch(resource.url, { cache: 'no-store', signal: controller.signal })
  controller.abort()
  const names = ['accept-language', 'accept-encoding', 'user-agent', 'host', 'connection']
  const [own, fetched] = [await headersOf(resource, 0), await headersOf(resource, 1)].map(
    (headers) => names.map((name) => headers[name]),
  )
  assert.deepEqual(own, fetched)
})

check('a request has exactly the headers of a native one', async (env) => {
  const resource = await env.script({})
  await env.observe(resource.url).until(1)
  const Native = globalThis[Symbol.for('native EventSource')] ?? EventSource
  await env.record(env.use(new Native(resource.url))).until(1)
  const [own, native] = [await headersOf(resource, 0), await headersOf(resource, 1)].map(
    withoutCookie,
  )
  const names = Object.keys({ ...own, ...native }).filter((name) => own[name] !== native[name])
  assert.deepEqual(names, [])
})

check('a reconnection to another origin has the headers of the first request', async (env) => {
  const resource = await env.script({ body: [{ text: 'retry: 10\n\n' }], then: 'end' })
  await env.observe(resource.otherUrl).until(3)
  const [first, second] = [await headersOf(resource, 0), await headersOf(resource, 1)].map(
    withoutCookie,
  )
  assert.deepEqual(second, first)
})

check('a stream is not stored in the HTTP cache', async (env) => {
  const headers = { 'Cache-Control': 'max-age=3600' }
  const resource = await env.script({ headers, body: [{ text: 'data: a\n\n' }], then: 'end' })
  const { source, ended } = env.observe(resource.url)
  await ended
  source.close()
  await (await fetch(resource.url)).text()
  assert.strictEqual((await resource.log()).requests.length, 2)
})

check('a stored response is not used for a stream', async (env) => {
  const headers = { 'Cache-Control': 'max-age=3600' }
  const resource = await env.script({ headers, body: [{ text: 'data: a\n\n' }], then: 'end' })
  await (await fetch(resource.url)).text()
  const { source, ended } = env.observe(resource.url)
  await ended
  source.close()
  assert.strictEqual((await resource.log()).requests.length, 2)
})

check('a stored response is not validated for a stream', async (env) => {
  const headers = { 'Cache-Control': 'no-cache', ETag: '"1"' }
  const resource = await env.script({ headers, body: [{ text: 'data: a\n\n' }], then: 'end' })
  await (await fetch(resource.url)).text()
  await env.observe(resource.url).until(1)
  assert.notProperty(await headersOf(resource, 1), 'if-none-match')
})

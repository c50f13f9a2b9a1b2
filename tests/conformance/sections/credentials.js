// Cookies and HTTP authentication: credentials modes, redirects, SameSite, cross-origin isolation.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('credentials')
const inChild = (name, run, options) => check(name, run, { child: true, ...options })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }, { text: ':\n', every: 100 }] }
const redirect = (url, headers) => ({
  status: 302,
  headers: { Location: url, ...headers },
  then: 'end',
})

const cookiesOf = async (resource, index = 0) => {
  const { requests } = await resource.requested(index + 1)
  return requests[index].headers.cookie ?? ''
}

/** Whether the cookie is sent to the target of redirects over these origins, by names of URLs in `env.script()`. */
async function isSentOver(env, names, init) {
  const cookie = await env.cookie('redirect')
  const target = await env.script(MESSAGE)
  let { [names.at(-1)]: url } = target
  for (const name of names.slice(0, -1).reverse())
    ({ [name]: url } = await env.script(redirect(url)))
  const [entry] = await env.observe(url, init).until(1)
  assert.strictEqual(entry, 'open')
  return (await cookiesOf(target)).includes(cookie)
}

for (const [names, without, withCredentials] of [
  [['url', 'url'], true, true],
  [['url', 'otherUrl'], false, true],
  [['url', 'otherUrl', 'url'], false, true],
  [['otherUrl', 'url'], false, true],
  [['otherUrl', 'otherUrl'], false, true],
]) {
  const path = names.map((name) => (name === 'url' ? 'the same' : 'another')).join(' to ')
  check(`cookies over a redirect from ${path} origin without withCredentials`, async (env) => {
    assert.strictEqual(await isSentOver(env, names), without)
  })

  check(`cookies over a redirect from ${path} origin with withCredentials`, async (env) => {
    assert.strictEqual(await isSentOver(env, names, { withCredentials: true }), withCredentials)
  })
}

check('cookies of a redirect are stored', async (env) => {
  const name = `stored-${env.global}-${env.implementation}`.replaceAll(' ', '-')
  const target = await env.script(MESSAGE)
  const { url } = await env.script(redirect(target.path, { 'Set-Cookie': `${name}=1; Path=/` }))
  await env.observe(url).until(1)
  assert.include(await cookiesOf(target), `${name}=1`)
})

check('cookies of a stream are stored, and sent with the reconnection', async (env) => {
  const name = `stream-${env.global}-${env.implementation}`.replaceAll(' ', '-')
  const headers = { 'Set-Cookie': `${name}=1; Path=/; HttpOnly` }
  const resource = await env.script({ headers, body: [{ text: 'retry: 10\n\n' }], then: 'end' }, {})
  await env.observe(resource.url).until(3)
  assert.include(await cookiesOf(resource, 1), `${name}=1`)
})

for (const sameSite of ['Strict', 'Lax']) {
  check(`SameSite=${sameSite} cookies are sent to the same origin`, async (env) => {
    const cookie = await env.cookie(sameSite, `SameSite=${sameSite}`)
    const resource = await env.script(MESSAGE)
    await env.observe(resource.url).until(1)
    assert.include(await cookiesOf(resource), cookie)
  })

  check(
    `SameSite=${sameSite} cookies are sent to another origin of the same site with withCredentials`,
    async (env) => {
      const cookie = await env.cookie(sameSite, `SameSite=${sameSite}`)
      const resource = await env.script(MESSAGE)
      await env.observe(resource.otherUrl, { withCredentials: true }).until(1)
      assert.include(await cookiesOf(resource), cookie)
    },
  )

  inChild(
    `SameSite=${sameSite} cookies are not sent from a frame in a page of another site`,
    async (env) => {
      const cookie = await env.cookie(sameSite, `SameSite=${sameSite}`)
      const resource = await env.script(MESSAGE)
      const outer = await env.child({ origin: env.otherSite })
      const options = { global: 'window', origin: location.origin, ...env.scripts }
      await outer.run(
        async (options, url) => {
          const child = await globalThis.startChild('window', globalThis.childUrl(options), options)
          await child.connect(url)
        },
        options,
        resource.url,
      )
      assert.notInclude(await cookiesOf(resource), cookie)
    },
    { globals: ['window'] },
  )
}

check('SameSite=Strict cookies are not sent to another site with withCredentials', async (env) => {
  const name = `cross-${env.global}-${env.implementation}`.replaceAll(' ', '-')
  const resource = await env.script(MESSAGE)
  const headers = { 'Set-Cookie': `${name}=1; Path=/; SameSite=Strict` }
  const setter = await env.script({ headers, then: 'end' })
  await fetch(setter.otherSiteUrl, { credentials: 'include' })
  await env.observe(resource.otherSiteUrl, { withCredentials: true }).until(1)
  assert.notInclude(await cookiesOf(resource), name)
})

check('cookies that are set during the reconnection time are sent', async (env) => {
  const resource = await env.script({ body: [{ text: 'retry: 300\n\n' }], then: 'end' }, {})
  const { ended } = env.observe(resource.url)
  await ended
  const cookie = await env.cookie('later')
  assert.include(await cookiesOf(resource, 1), cookie)
})

/** A resource with HTTP authentication: the first request is challenged if it has no credentials. */
const CHALLENGE = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Basic realm="test"', 'Content-Type': 'text/plain' },
  then: 'end',
}

check('a status 401 without a challenge fails the connection', async (env) => {
  const { url } = await env.script({ status: 401, then: 'end' })
  assert.deepEqual(await env.observe(url).until(1), ['error CLOSED'])
})

check('a challenge of another origin without withCredentials fails the connection', async (env) => {
  const resource = await env.script(CHALLENGE)
  assert.deepEqual(await env.observe(resource.otherUrl).until(1), ['error CLOSED'])
  assert.notProperty((await resource.log()).requests[0].headers, 'authorization')
})

check('a request has no Authorization', async (env) => {
  const resource = await env.script(MESSAGE)
  await env.observe(resource.url, { withCredentials: true }).until(1)
  assert.notProperty((await resource.log()).requests[0].headers, 'authorization')
})

for (const policy of ['require-corp', 'credentialless']) {
  const isolated = {
    headers: {
      'Cross-Origin-Embedder-Policy': policy,
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  }

  // Several at a time, WebKit cannot load some of their workers.
  const inIsolated = (name, run) => inChild(name, run, { alone: true })

  inIsolated(`a stream of another origin with CORS opens under COEP ${policy}`, async (env) => {
    const { otherUrl } = await env.script({
      ...MESSAGE,
      headers: { 'Cross-Origin-Resource-Policy': null },
    })
    const child = await env.child(isolated)
    const { entries } = await child.connect(otherUrl, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
  })

  inIsolated(`a stream of another origin without CORS fails under COEP ${policy}`, async (env) => {
    const headers = { 'Cross-Origin-Resource-Policy': null }
    const { otherUrl } = await env.script({ ...MESSAGE, cors: false, headers })
    const child = await env.child(isolated)
    assert.deepEqual((await child.connect(otherUrl)).entries, ['error CLOSED'])
  })

  inIsolated(`withCredentials sends cookies under COEP ${policy}`, async (env) => {
    const cookie = await env.cookie('coep')
    const resource = await env.script(MESSAGE)
    const child = await env.child(isolated)
    await child.connect(resource.otherUrl, { init: { withCredentials: true } })
    assert.include(await cookiesOf(resource), cookie)
  })
}

inChild(
  'a stream opens in a document with COOP same-origin and COEP require-corp',
  async (env) => {
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    }
    const { url } = await env.script(MESSAGE)
    const child = await env.child({ headers })
    const { entries } = await child.connect(url, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
  },
  { globals: ['window'] },
)

check(
  'Cross-Origin-Resource-Policy: same-origin does not block a stream with CORS',
  async (env) => {
    const headers = { 'Cross-Origin-Resource-Policy': 'same-origin' }
    const { otherUrl } = await env.script({ ...MESSAGE, headers })
    const [entry] = await env.observe(otherUrl).until(1)
    assert.strictEqual(entry, 'open')
  },
)

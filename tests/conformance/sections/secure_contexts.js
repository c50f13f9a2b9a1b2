// Mixed content and upgrade-insecure-requests, in documents that are loaded over HTTPS or with that policy.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('secure contexts')
const check = (name, run, options) =>
  add(name, run, { globals: ['window'], child: true, ...options })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }, { text: ':\n', every: 100 }] }

/** An origin that is not potentially trustworthy; no request is ever sent there. */
const INSECURE = 'http://stream.example'

const upgrade = { headers: { 'Content-Security-Policy': 'upgrade-insecure-requests' } }

/** WebKitGTK cannot resolve a name to this machine, and the others upgrade no request to a loopback address. */
const withNames = { engines: ['Chromium', 'Firefox'] }

check('a source in a document of HTTPS connects to its origin', async (env) => {
  const { secureUrl } = await env.script(MESSAGE)
  const child = await env.child({ origin: env.secure })
  const { entries, origins } = await child.connect(secureUrl, { count: 2 })
  assert.deepEqual([entries, origins], [['open', 'message a'], [env.secure]])
})

check('a stream over HTTP/2 that ends is reestablished', async (env) => {
  const { secureUrl } = await env.script({
    body: [{ text: 'retry: 10\ndata: a\n\n' }],
    then: 'end',
  })
  const child = await env.child({ origin: env.secure })
  const { entries } = await child.connect(secureUrl, { count: 6 })
  const round = ['open', 'message a', 'error CONNECTING']
  assert.deepEqual(entries.slice(0, 6), [...round, ...round])
})

check('a source of HTTP in a document of HTTPS is blocked as mixed content', async (env) => {
  const child = await env.child({ origin: env.secure })
  const { entries } = await child.connect(`${INSECURE}/none`)
  assert.deepEqual(entries, ['error CLOSED'])
})

check('mixed content is no violation of a policy', async (env) => {
  const headers = { 'Content-Security-Policy': 'connect-src *' }
  const child = await env.child({ origin: env.secure, headers })
  await child.connect(`${INSECURE}/none`)
  assert.deepEqual(await child.violations(), [])
})

check('a source of HTTP on a loopback address is no mixed content', async (env) => {
  const { url } = await env.script(MESSAGE)
  const child = await env.child({ origin: env.secure })
  const { entries } = await child.connect(url, { count: 2 })
  assert.deepEqual(entries, ['open', 'message a'])
})

check('a redirect from HTTPS to HTTP is blocked as mixed content', async (env) => {
  const headers = { Location: `${INSECURE}/none` }
  const { secureUrl } = await env.script({ status: 302, headers, then: 'end' })
  const child = await env.child({ origin: env.secure })
  const { entries } = await child.connect(secureUrl)
  assert.deepEqual(entries, ['error CLOSED'])
})

check(
  'upgrade-insecure-requests upgrades the request and not the URL of a source',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const child = await env.child(upgrade)
    // The port speaks HTTPS alone: only an upgraded request gets a response.
    const { entries, url, origins } = await child.connect(resource.namedUrl, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
    assert.strictEqual(url, resource.namedUrl)
    assert.deepEqual(origins, [`https://${env.named}`])
  },
  withNames,
)

check(
  'upgrade-insecure-requests upgrades the target of a redirect',
  async (env) => {
    const target = await env.script(MESSAGE)
    const headers = { Location: target.namedUrl }
    const { secureUrl } = await env.script({ status: 302, headers, then: 'end' })
    const child = await env.child(upgrade)
    const { entries } = await child.connect(secureUrl, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
  },
  withNames,
)

check(
  'upgrade-insecure-requests upgrades reconnections',
  async (env) => {
    const resource = await env.script({ body: [{ text: 'retry: 10\n\n' }], then: 'end' })
    const child = await env.child(upgrade)
    const { entries } = await child.connect(resource.namedUrl, { count: 4 })
    const round = ['open', 'error CONNECTING']
    assert.deepEqual(entries.slice(0, 4), [...round, ...round])
  },
  withNames,
)

check(
  'connect-src is matched after upgrade-insecure-requests',
  async (env) => {
    const resource = await env.script(MESSAGE)
    const policy = `upgrade-insecure-requests; connect-src https://${env.named}`
    const child = await env.child({ headers: { 'Content-Security-Policy': policy } })
    const { entries } = await child.connect(resource.namedUrl, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
  },
  withNames,
)

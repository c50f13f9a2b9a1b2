// Referrer policies of documents and workers: https://w3c.github.io/webappsec-referrer-policy/

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('referrer policy')
const check = (name, run, options) => add(name, run, { child: true, ...options })

/** The target of a redirect: in Firefox, closing a redirected request takes effect only when its next byte arrives. */
const TARGET = { body: [{ text: ':\n', every: 100 }] }

/** What a policy sends to the same origin and to another one of the same scheme: the URL, its origin, or nothing. */
const POLICIES = {
  'no-referrer': ['none', 'none'],
  'no-referrer-when-downgrade': ['url', 'url'],
  'same-origin': ['url', 'none'],
  origin: ['origin', 'origin'],
  'strict-origin': ['origin', 'origin'],
  'origin-when-cross-origin': ['url', 'origin'],
  'strict-origin-when-cross-origin': ['url', 'origin'],
  'unsafe-url': ['url', 'url'],
}

/** The referrers of a source of the same origin and of one of another origin. */
async function referrersOf(env, child) {
  const resource = await env.script({})
  for (const url of [resource.url, resource.otherUrl]) await child.connect(url)
  const { requests } = await resource.requested(2)
  return requests.map(({ headers }) => headers.referer)
}

async function expected(child, kinds) {
  const url = await child.run(() => location.href)
  const values = { url, origin: `${new URL(url).origin}/`, none: undefined }
  return kinds.map((kind) => values[kind])
}

for (const [policy, kinds] of Object.entries(POLICIES)) {
  check(`the header Referrer-Policy: ${policy} applies to sources`, async (env) => {
    const child = await env.child({ headers: { 'Referrer-Policy': policy } })
    assert.deepEqual(await referrersOf(env, child), await expected(child, kinds))
  })

  check(
    `a meta element with the referrer policy ${policy} applies to sources`,
    async (env) => {
      const html = `<meta name="referrer" content="${policy}">`
      const child = await env.child({ parameters: { html } })
      assert.deepEqual(await referrersOf(env, child), await expected(child, kinds))
    },
    { globals: ['window'] },
  )
}

check(
  'the default policy sends the URL to the same origin and the origin to another',
  async (env) => {
    const child = await env.child()
    assert.deepEqual(await referrersOf(env, child), await expected(child, ['url', 'origin']))
  },
)

check('the last valid policy of a header is used', async (env) => {
  const headers = { 'Referrer-Policy': 'no-referrer, origin, unknown' }
  const child = await env.child({ headers })
  assert.deepEqual(await referrersOf(env, child), await expected(child, ['origin', 'origin']))
})

check('a referrer of more than 4096 characters is reduced to its origin', async (env) => {
  const parameters = { long: 'a'.repeat(4096) }
  const child = await env.child({ parameters })
  assert.deepEqual(await referrersOf(env, child), await expected(child, ['origin', 'origin']))
})

check('the referrer policy of a redirect applies to the next request', async (env) => {
  const target = await env.script(TARGET)
  const headers = { Location: target.url, 'Referrer-Policy': 'no-referrer' }
  const first = await env.script({ status: 302, headers, then: 'end' })
  const child = await env.child()
  await child.connect(first.url)
  const referrers = [(await first.log()).requests[0], (await target.log()).requests[0]].map(
    ({ headers }) => headers.referer,
  )
  assert.deepEqual(referrers, await expected(child, ['url', 'none']))
})

check('a reconnection has the same referrer', async (env) => {
  const resource = await env.script({ body: [{ text: 'retry: 10\n\n' }], then: 'end' })
  const child = await env.child()
  await child.connect(resource.url, { count: 3 })
  const { requests } = await resource.log()
  const referrers = requests.slice(0, 2).map(({ headers }) => headers.referer)
  assert.deepEqual(referrers, await expected(child, ['url', 'url']))
})

check(
  'the referrer is the URL of the document at the time of the construction',
  async (env) => {
    const child = await env.child()
    const url = await child.run(() => {
      history.replaceState(null, '', '/replaced?a#b')
      return location.href
    })
    const resource = await env.script({})
    await child.connect(resource.url)
    const { requests } = await resource.log()
    assert.strictEqual(requests[0].headers.referer, url.replace('#b', ''))
  },
  { globals: ['window'] },
)

check(
  'a referrer policy that is added later applies to the sources that follow',
  async (env) => {
    const child = await env.child()
    await child.run(() => {
      const meta = Object.assign(document.createElement('meta'), { name: 'referrer' })
      meta.content = 'no-referrer'
      document.head.append(meta)
    })
    assert.deepEqual(await referrersOf(env, child), [undefined, undefined])
  },
  { globals: ['window'] },
)

// Sandboxed documents and data: URLs, whose origin is opaque: every request is cross-origin, with the Origin null.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('opaque origins')
const check = (name, run) => add(name, run, { globals: ['window'], child: true })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }
const SANDBOX = { attributes: { sandbox: 'allow-scripts' } }

/** Each way to give a document an opaque origin. */
const WAYS = {
  'a sandboxed frame': SANDBOX,
  'a document with the policy sandbox': {
    headers: { 'Content-Security-Policy': 'sandbox allow-scripts' },
  },
  'a sandboxed frame with allow-forms': { attributes: { sandbox: 'allow-scripts allow-forms' } },
}

for (const [name, options] of Object.entries(WAYS)) {
  check(`a source in ${name} has the Origin null`, async (env) => {
    const resource = await env.script(MESSAGE)
    const child = await env.child(options)
    const { entries, origins } = await child.connect(resource.url, { count: 2 })
    assert.deepEqual(entries, ['open', 'message a'])
    assert.deepEqual(origins, [location.origin])
    const { headers } = (await resource.log()).requests[0]
    assert.deepEqual([headers.origin, headers['sec-fetch-site']], ['null', 'cross-site'])
  })
}

check('a source in a sandboxed frame requires CORS', async (env) => {
  const resource = await env.script({ ...MESSAGE, cors: false })
  const child = await env.child(SANDBOX)
  const { entries } = await child.connect(resource.url)
  assert.deepEqual(entries, ['error CLOSED'])
})

check('a source in a sandboxed frame has no referrer', async (env) => {
  const resource = await env.script(MESSAGE)
  const child = await env.child(SANDBOX)
  await child.connect(resource.url)
  const { headers } = (await resource.log()).requests[0]
  assert.isUndefined(headers.referer)
})

for (const withCredentials of [false, true]) {
  const what = withCredentials ? 'with' : 'without'
  check(
    `a source in a sandboxed frame sends no SameSite=Lax cookies ${what} withCredentials`,
    async (env) => {
      const resource = await env.script(MESSAGE)
      const cookie = await env.cookie('opaque', 'SameSite=Lax')
      const child = await env.child(SANDBOX)
      await child.connect(resource.url, { init: { withCredentials } })
      assert.notInclude((await resource.log()).requests[0].headers.cookie ?? '', cookie)
    },
  )
}

check('a source in a sandboxed frame with allow-same-origin is same-origin', async (env) => {
  const resource = await env.script({ ...MESSAGE, cors: false })
  const child = await env.child({
    attributes: { sandbox: 'allow-scripts allow-same-origin' },
  })
  const { entries } = await child.connect(resource.url, { count: 2 })
  assert.deepEqual(entries, ['open', 'message a'])
  assert.isUndefined((await resource.log()).requests[0].headers.origin)
})

check('a relative URL in a sandboxed frame is resolved against its URL', async (env) => {
  const { path, url } = await env.script(MESSAGE)
  const child = await env.child(SANDBOX)
  assert.strictEqual((await child.connect(path)).url, url)
})

check('a reconnection in a sandboxed frame sends Last-Event-ID', async (env) => {
  const body = [{ text: 'retry: 10\nid: 7\ndata: a\n\n' }]
  const resource = await env.script({ body, then: 'end' }, MESSAGE)
  const child = await env.child(SANDBOX)
  await child.connect(resource.url, { count: 4 })
  const { requests } = await resource.log()
  assert.strictEqual(requests[1].headers['last-event-id'], '7')
})

check('a source in a frame of another origin is same-origin with that origin', async (env) => {
  const resource = await env.script({ ...MESSAGE, cors: false })
  const child = await env.child({ origin: env.other })
  const { entries, origins } = await child.connect(resource.otherUrl, { count: 2 })
  assert.deepEqual([entries, origins], [['open', 'message a'], [env.other]])
})

check('a source in a frame of another site is same-origin with that site', async (env) => {
  const resource = await env.script({ ...MESSAGE, cors: false })
  const child = await env.child({ origin: env.otherSite })
  const { entries, origins } = await child.connect(resource.otherSiteUrl, { count: 2 })
  assert.deepEqual([entries, origins], [['open', 'message a'], [env.otherSite]])
})

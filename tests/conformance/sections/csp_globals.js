// Content Security Policy: how globals get their policies, and which violations end a connection.

import { assert } from 'chai'
import { section } from '../runner/check.js'
import { childUrl } from '../runner/child.js'

const add = section('policies of globals')
const check = (name, run, options) => add(name, run, { child: true, ...options })

const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }] }
const enforce = (...values) => ({ 'Content-Security-Policy': values })
/** A connection that breaks at a signal; Firefox repeats such a request once by itself. */
const BREAKING = [
  { status: 0, body: [{ signal: true }], then: 'destroy' },
  { status: 0, then: 'destroy' },
]

/** Starts a worker of a kind in a document with a policy that blocks, and connects in the worker. */
async function connectInWorker(env, kind, url, makeUrl) {
  const page = await env.child({ global: 'window', headers: enforce("connect-src 'none'") })
  const options = { global: kind, origin: location.origin, ...env.scripts }
  return page.run(
    async (kind, url, makeUrl, options) => {
      const workerUrl = await new Function(`return (${makeUrl})`)()(globalThis.childUrl(options))
      const worker = await globalThis.startChild(kind, workerUrl, options)
      const { entries } = await worker.connect(url)
      const violations = await worker.violations()
      await worker.end()
      return { entries, violations }
    },
    kind,
    url,
    `${makeUrl}`,
    options,
  )
}

/** The script of a worker with absolute URLs, for a local URL. */
async function workerText(env) {
  const url = childUrl({ global: env.global, origin: location.origin, ...env.scripts })
  const text = await (await fetch(url)).text()
  return text.replaceAll('"/', `"${location.origin}/`)
}

const withWorkers = { globals: ['dedicated', 'shared'] }

check(
  'a worker of a document that blocks connects by its own policy',
  async (env) => {
    const { url } = await env.script(MESSAGE)
    const { entries } = await connectInWorker(env, env.global, url, (url) => url)
    assert.deepEqual(entries, ['open'])
  },
  { globals: ['dedicated', 'shared', 'service'] },
)

for (const [scheme, toLocal] of [
  ['blob:', (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))],
  ['data:', (text) => `data:text/javascript,${encodeURIComponent(text)}`],
]) {
  check(
    `a ${scheme} worker inherits the policy of its document`,
    async (env) => {
      const resource = await env.script(MESSAGE)
      const text = await workerText(env)
      const makeUrl = `() => (${toLocal})(${JSON.stringify(text)})`
      const { entries } = await connectInWorker(env, env.global, resource.url, makeUrl)
      assert.deepEqual(entries, ['error CLOSED'])
      await env.settle()
      assert.deepEqual((await resource.log()).requests, [])
    },
    withWorkers,
  )
}

const inDocuments = { globals: ['window'] }

check(
  'a policy of a meta element blocks',
  async (env) => {
    const { url } = await env.script(MESSAGE)
    const html = `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`
    const child = await env.child({ parameters: { html } })
    assert.deepEqual((await child.connect(url)).entries, ['error CLOSED'])
    assert.strictEqual((await child.violations()).length, 1)
  },
  inDocuments,
)

check(
  'a policy that is added later blocks the next attempt, not the open connection',
  async (env) => {
    const body = [{ text: 'retry: 10\n\n' }, { signal: true }, { text: 'data: a\n\n' }]
    const resource = await env.script({ body, then: 'end' })
    const child = await env.child()
    const connected = child.connect(resource.url, { count: 4 })
    await resource.requested()
    await child.run(() => {
      const meta = document.createElement('meta')
      meta.httpEquiv = 'Content-Security-Policy'
      meta.content = "connect-src 'none'"
      document.head.append(meta)
    })
    await resource.signal()
    const { entries } = await connected
    assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING', 'error CLOSED'])
  },
  inDocuments,
)

check(
  'a source is reestablished after a violation of another directive',
  async (env) => {
    const resource = await env.script(...BREAKING)
    const { url } = resource
    const child = await env.child({ headers: enforce("img-src 'none'") })
    const connected = child.connect(url)
    await resource.requested()
    await child.run(
      (url) =>
        new Promise((resolve) => {
          addEventListener('securitypolicyviolation', resolve, { once: true })
          new Image().src = url
        }).then(() => undefined),
      url,
    )
    await resource.signal()
    assert.deepEqual((await connected).entries, ['error CONNECTING'])
  },
  inDocuments,
)

check('a source is reestablished after a violation of another request', async (env) => {
  const resource = await env.script(...BREAKING)
  const { url } = resource
  const child = await env.child({ headers: enforce("connect-src 'self'") })
  const connected = child.connect(url)
  await resource.requested()
  await child.run((url) => fetch(url).catch(() => {}), env.other)
  await resource.signal()
  assert.deepEqual((await connected).entries, ['error CONNECTING'])
})

// Streams that a service worker intercepts, in the documents and workers that it controls (see scripts/interceptor.js).

import { assert } from 'chai'
import { section } from '../runner/check.js'

const add = section('service workers')
const check = (name, run) =>
  add(name, run, { globals: ['window', 'dedicated', 'shared'], child: true })

/** In Firefox, closing a request of a service worker takes effect only when its next byte arrives. */
const MESSAGE = { body: [{ text: 'retry: 10\ndata: a\n\n' }, { text: ':\n', every: 100 }] }
const RESUMED = [
  {
    body: [{ text: 'retry: 10\ndata: a\n\n' }, { signal: true }, { text: 'data: b\n\n' }],
    then: 'end',
  },
  MESSAGE,
]

const OPENED = ['open', 'message a']

/** A controlled child, and `log` of the service worker that controls it. */
async function controlled(env, mode, url) {
  let worker, registration
  const child = await env.child({
    async through(childUrl) {
      ;({ worker, registration } = await register(env, childUrl, { mode, url }))
      return childUrl
    },
  })
  const log = (message = 'log') =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => resolve(data)
      worker.postMessage(message, [port2])
    })
  // Starts the service worker: Chromium races the network against one that is not running.
  await log()
  return { ...child, log, registration }
}

/** Registers a service worker for the child at a URL, and waits until it is active. */
async function register(env, childUrl, { mode, url }) {
  const { pathname, search } = new URL(childUrl)
  const scope = `${pathname}${search.slice(0, search.indexOf('&') + 1)}`
  const query = new URLSearchParams({ classic: '/conformance/interceptor.js', mode })
  if (url) query.set('url', url)
  const registration = await navigator.serviceWorker.register(`/worker?${query}`, { scope })
  env.after(() => registration.unregister())
  const worker = registration.installing ?? registration.active
  await new Promise((resolve) => {
    const onChange = () => worker.state === 'activated' && resolve()
    worker.addEventListener('statechange', onChange)
    onChange()
  })
  return { worker, registration }
}

/** How often an attempt is repeated: on a busy machine Chromium may bypass a service worker that starts slowly. */
const REPEATS = 3

/** The first entries of a source whose requests are intercepted in a mode, and the origins of its messages. */
async function connect(env, mode, { url, target, count = 2, init } = {}) {
  for (let repeats = 0; ; repeats++) {
    const child = await controlled(env, mode, target)
    const { entries, origins } = await child.connect(url, { count, init })
    const log = await child.log()
    if (log.length || repeats === REPEATS) return { entries, origins, log, child }
  }
}

check(
  'a stream that the service worker does not respond to comes from the network',
  async (env) => {
    const { url } = await env.script(MESSAGE)
    const { entries, log } = await connect(env, 'ignore', { url })
    assert.deepEqual(entries, OPENED)
    assert.strictEqual(log.length, 1)
  },
)

check('a stream that the service worker fetches is delivered while it is open', async (env) => {
  const { url } = await env.script(MESSAGE)
  const { entries, origins } = await connect(env, 'fetch', { url })
  assert.deepEqual([entries, origins], [OPENED, [location.origin]])
})

check('a stream of another origin that the service worker fetches has its origin', async (env) => {
  const { otherUrl } = await env.script(MESSAGE)
  const { entries, origins } = await connect(env, 'fetch', { url: otherUrl })
  assert.deepEqual([entries, origins], [OPENED, [env.other]])
})

check('a stream that the service worker creates is delivered while it is open', async (env) => {
  const { url } = await env.script({ status: 404, then: 'end' })
  const { entries, origins } = await connect(env, 'stream', { url })
  assert.deepEqual([entries, origins], [OPENED, [location.origin]])
})

check(
  'a stream that is created for another origin has that origin and needs no CORS',
  async (env) => {
    const { otherUrl } = await env.script({ ...MESSAGE, cors: false })
    const { entries, origins } = await connect(env, 'stream', { url: otherUrl })
    assert.deepEqual([entries, origins], [OPENED, [env.other]])
  },
)

check('a response of another URL has the origin of that URL', async (env) => {
  const { otherUrl } = await env.script(MESSAGE)
  const { url } = await env.script(MESSAGE)
  const { entries, origins } = await connect(env, 'other', { url, target: otherUrl })
  assert.deepEqual([entries, origins], [OPENED, [env.other]])
})

check('a redirect that the service worker follows has the final origin', async (env) => {
  const target = await env.script(MESSAGE)
  const headers = { Location: target.otherUrl }
  const { url } = await env.script({ status: 302, headers, then: 'end' })
  const { entries, origins } = await connect(env, 'fetch', { url })
  assert.deepEqual([entries, origins], [OPENED, [env.other]])
})

check('a redirect that the service worker creates is followed', async (env) => {
  const target = await env.script(MESSAGE)
  const { url } = await env.script(MESSAGE)
  const { entries, origins } = await connect(env, 'redirect', { url, target: target.otherUrl })
  assert.deepEqual([entries, origins], [OPENED, [env.other]])
})

for (const [mode, what] of [
  ['500', 'a response with status 500'],
  ['html', 'a response of type text/html'],
]) {
  check(`${what} of the service worker fails the connection`, async (env) => {
    const { url } = await env.script(MESSAGE)
    const { entries } = await connect(env, mode, { url, count: 1 })
    assert.deepEqual(entries, ['error CLOSED'])
  })
}

for (const [mode, what] of [
  ['error', 'Response.error()'],
  ['reject', 'a rejected promise'],
  ['nothing', 'a promise that is not fulfilled with a response'],
]) {
  check(
    `${what} of the service worker is a network error, and the source reconnects`,
    async (env) => {
      const { url } = await env.script(MESSAGE)
      const { entries } = await connect(env, mode, { url, count: 1 })
      assert.deepEqual(entries, ['error CONNECTING'])
    },
  )
}

check('an opaque response of the service worker is a network error', async (env) => {
  const { url, otherUrl } = await env.script(MESSAGE)
  const { entries } = await connect(env, 'opaque', { url, target: otherUrl, count: 1 })
  assert.include(['error CONNECTING', 'error CLOSED'], entries[0])
})

check('a stream that the service worker ends is reestablished through it', async (env) => {
  // What ends too if the service worker is bypassed.
  const { url } = await env.script({ ...MESSAGE, body: [MESSAGE.body[0]], then: 'end' })
  const round = [...OPENED, 'error CONNECTING']
  const { entries, log } = await connect(env, 'end', { url, count: 12 })
  assert.deepEqual(entries, [...round, ...round, ...round, ...round])
  assert.isAtLeast(log.length, 2)
})

check('a stream that the service worker breaks is reestablished through it', async (env) => {
  const { url } = await env.script(MESSAGE)
  let child
  for (let repeats = 0; repeats < REPEATS; repeats++) {
    child = await controlled(env, 'break')
    await child.run(async (url) => {
      globalThis.observed = globalThis.observe(url)
      await globalThis.observed.until(2)
    }, url)
    if ((await child.log()).length) break
  }
  const entries = await child.run(async () => {
    await fetch('/break')
    return globalThis.observed.until(5)
  })
  assert.deepEqual(entries.slice(0, 5), [...OPENED, 'error CONNECTING', ...OPENED])
})

for (const withCredentials of [false, true]) {
  const credentials = withCredentials ? 'include' : 'same-origin'
  check(`the request of a fetch event has the credentials mode ${credentials}`, async (env) => {
    const { url } = await env.script(MESSAGE)
    const { log } = await connect(env, 'stream', { url, init: { withCredentials } })
    assert.strictEqual(log[0].credentials, credentials)
  })
}

for (const [name, value] of Object.entries({
  method: 'GET',
  mode: 'cors',
  cache: 'no-store',
  redirect: 'follow',
  destination: '',
  integrity: '',
})) {
  check(`the request of a fetch event has the ${name} '${value}'`, async (env) => {
    const { url } = await env.script(MESSAGE)
    const { log } = await connect(env, 'stream', { url })
    assert.strictEqual(log[0][name], value)
  })
}

check('the request of a fetch event has the header Accept', async (env) => {
  const { url } = await env.script(MESSAGE)
  const { log } = await connect(env, 'stream', { url })
  assert.strictEqual(log[0].headers.accept, 'text/event-stream')
})

check('the request of a reconnection has Last-Event-ID in the fetch event', async (env) => {
  const body = [{ text: 'retry: 10\nid: 7\ndata: a\n\n' }]
  const { url } = await env.script({ body, then: 'end' }, MESSAGE)
  const { log } = await connect(env, 'fetch', { url, count: 4 })
  assert.strictEqual(log[1].headers['last-event-id'], '7')
})

for (const [name, id] of [
  ['an ASCII ID', '7'],
  ['an ID beyond ASCII', 'é☃'],
]) {
  check(
    `the Last-Event-ID of ${name} reaches the server through the service worker`,
    async (env) => {
      const body = [{ text: `retry: 10\nid: ${id}\ndata: a\n\n` }]
      const resource = await env.script({ body, then: 'end' }, MESSAGE)
      await connect(env, 'fetch', { url: resource.url, count: 4 })
      const header = (await resource.log()).requests[1].headers['last-event-id'] ?? ''
      const bytes = Uint8Array.from(header, (char) => char.charCodeAt(0))
      assert.strictEqual(new TextDecoder().decode(bytes), id)
    },
  )
}

check('close() ends the connection of a stream that the service worker fetches', async (env) => {
  const resource = await env.script(MESSAGE)
  await connect(env, 'fetch', { url: resource.url })
  await resource.closed()
})

check('close() cancels a stream that the service worker creates', async (env) => {
  const { url } = await env.script(MESSAGE)
  const { child } = await connect(env, 'stream', { url })
  let log
  do {
    await env.settle()
    log = await child.log()
  } while (!log.includes('canceled'))
})

check('a stream continues when its service worker is unregistered', async (env) => {
  const resource = await env.script(...RESUMED)
  const child = await controlled(env, 'fetch')
  const connected = child.connect(resource.url, { count: 3 })
  await resource.requested()
  await child.registration.unregister()
  await resource.signal()
  assert.deepEqual((await connected).entries, [...OPENED, 'message b'])
})

/** Connects in a controlled child, and replaces its service worker while the stream is open. */
async function replaceDuring(env, mode, resource, count) {
  let childUrl
  const child = await env.child({
    async through(url) {
      await register(env, url, { mode })
      return (childUrl = url)
    },
  })
  const connected = child.connect(resource.url, { count })
  await resource.requested()
  const replacement = register(env, childUrl, { mode: 'end' })
  return { connected, replacement }
}

check('a stream of the network continues when the service worker is replaced', async (env) => {
  const resource = await env.script(...RESUMED)
  const { connected, replacement } = await replaceDuring(env, 'ignore', resource, 6)
  const { worker } = await replacement
  const { port1, port2 } = new MessageChannel()
  const claimed = new Promise((resolve) => (port1.onmessage = resolve))
  worker.postMessage('claim', [port2])
  await claimed
  await resource.signal()
  const { entries } = await connected
  assert.deepEqual(entries, [...OPENED, 'message b', 'error CONNECTING', ...OPENED])
  assert.strictEqual((await resource.log()).requests.length, 1)
})

check('a stream that a replaced service worker fetched does not fail', async (env) => {
  const resource = await env.script(...RESUMED)
  const { connected } = await replaceDuring(env, 'fetch', resource, 5)
  await env.settle()
  await resource.signal()
  assert.notInclude((await connected).entries, 'error CLOSED')
})

// What comes back: § 9.2.2, the steps after a response.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('response')

const MESSAGE = [{ text: 'retry: 10\ndata: a\n\n' }]

/** What one answer fires, to the first error. */
async function fired(env, answer) {
  const { url } = await env.script({ body: MESSAGE, then: 'end', ...answer })
  const { ended, entries } = env.watch(url)
  await ended
  return [...entries]
}

for (const status of [
  201, 202, 204, 205, 206, 210, 299, 300, 304, 400, 401, 403, 404, 410, 418, 500, 502, 503, 599,
]) {
  check(`status ${status} fails the connection`, async (env) => {
    const body = [204, 205, 304].includes(status) ? [] : MESSAGE
    assert.deepEqual(await fired(env, { status, body }), ['error CLOSED'])
  })
}

const ACCEPTED = [
  'text/event-stream',
  'text/event-stream;',
  'text/event-stream;charset=UTF-8',
  'text/event-stream; charset=windows-1252',
  'text/event-stream;a=b',
  'TEXT/Event-Stream',
  'text/event-stream ',
]
for (const type of ACCEPTED) {
  check(`the type '${type}' is a stream's`, async (env) => {
    const entries = await fired(env, { headers: { 'Content-Type': type } })
    assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
  })
}

const REFUSED = [
  null,
  '',
  'text/plain',
  'text/html',
  'text/event-streamish',
  'text/event-stream-x',
  'text/x-event-stream',
  'application/event-stream',
  'text/event stream',
  'event-stream',
  'text/event-stream/',
  'application/json;text/event-stream',
]
for (const type of REFUSED) {
  check(
    `the type ${type === null ? 'that is missing' : `'${type}'`} fails the connection`,
    async (env) => {
      assert.deepEqual(await fired(env, { headers: { 'Content-Type': type } }), ['error CLOSED'])
    },
  )
}

check('of several types the last one counts', async (env) => {
  const types = ['text/html', 'text/event-stream']
  const entries = [
    await fired(env, { headers: { 'Content-Type': types.join(', ') } }),
    await fired(env, { headers: { 'Content-Type': types.reverse().join(', ') } }),
  ]
  assert.deepEqual(entries, [['open', 'message a', 'error CONNECTING'], ['error CLOSED']])
})

check('an answer is announced when its head arrives', async (env) => {
  const { url } = await env.script({ body: [{ signal: true }] })
  const { until, entries } = env.watch(url)
  await Promise.race([until(1), env.meanwhile()])
  assert.deepEqual(entries, ['open'])
})

check('an empty body is a stream that has ended', async (env) => {
  assert.deepEqual(await fired(env, { body: [] }), ['open', 'error CONNECTING'])
})

check('a failed connection is not made again', async (env) => {
  const bad = { status: 404, then: 'end' }
  const resource = await env.script({ body: MESSAGE, then: 'end' }, bad)
  const { until, entries } = env.watch(resource.url)
  await until(4)
  await env.meanwhile()
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING', 'error CLOSED'])
  assert.strictEqual((await resource.log()).requests.length, 2)
})

check('a server that breaks off before it answers is asked again', async (env) => {
  assert.deepEqual(await fired(env, { status: 0, body: [], then: 'destroy' }), ['error CONNECTING'])
})

check('a server that is down is asked again', async (env) => {
  const { until } = env.watch(`${env.dead}/none`)
  assert.deepEqual(await until(1), ['error CONNECTING'])
})

check('a body that breaks off is a connection to be made again', async (env) => {
  const body = [...MESSAGE, { delay: 50 }]
  const entries = await fired(env, { body, then: 'destroy' })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

check('a body shorter than its Content-Length is a connection to be made again', async (env) => {
  const headers = { 'Content-Length': '1000' }
  const entries = await fired(env, { headers, body: [...MESSAGE, { delay: 50 }], then: 'destroy' })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

check('a compressed stream is read', async (env) => {
  const stream = new Blob([MESSAGE[0].text]).stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  const body = [{ base64: btoa(String.fromCharCode(...bytes)) }]
  const entries = await fired(env, { headers: { 'Content-Encoding': 'gzip' }, body })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

/** What an event source of another origin fires first. */
async function firstOfOther(env, answer, init) {
  const { otherUrl } = await env.script(answer)
  const [first] = await env.watch(otherUrl, init).until(1)
  return first
}

const allow = (origin, credentials = null) => ({
  headers: {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': credentials,
  },
})

check('an answer that another origin may read is announced', async (env) => {
  assert.strictEqual(await firstOfOther(env, allow('*')), 'open')
  assert.strictEqual(await firstOfOther(env, allow(location.origin)), 'open')
})

check('an answer that another origin may read with credentials is announced', async (env) => {
  const init = { withCredentials: true }
  assert.strictEqual(await firstOfOther(env, allow(location.origin, 'true'), init), 'open')
})

check('an answer that another origin may not read fails the connection', async (env) => {
  for (const answer of [allow(null), allow('http://example.com'), allow('null')])
    assert.strictEqual(await firstOfOther(env, answer), 'error CLOSED')
})

check(
  'an answer that another origin may not read with credentials fails the connection',
  async (env) => {
    const init = { withCredentials: true }
    for (const answer of [allow('*', 'true'), allow(location.origin)])
      assert.strictEqual(await firstOfOther(env, answer, init), 'error CLOSED')
  },
)

check('an error of another origin fails the connection', async (env) => {
  assert.strictEqual(await firstOfOther(env, { status: 500, then: 'end' }), 'error CLOSED')
})

for (const url of ['ftp://127.0.0.1/', 'nonsense:x', 'mailto:a@b', 'about:blank', 'javascript:1']) {
  check(`the URL '${url}' fails the connection later`, async (env) => {
    const { source, entries, until } = env.watch(url)
    assert.deepEqual([source.readyState, source.url, [...entries]], [0, url, []])
    assert.deepEqual(await until(1), ['error CLOSED'])
  })
}

check('a data: URL is fetched', async (env) => {
  const { until, events } = env.watch('data:text/event-stream,data:%20a%0A%0A')
  assert.deepEqual((await until(3)).slice(0, 3), ['open', 'message a', 'error CONNECTING'])
  assert.strictEqual(events[1].origin, 'null')
})

check(
  'a blob: URL is fetched',
  async (env) => {
    const url = URL.createObjectURL(new Blob(['data: a\n\n'], { type: 'text/event-stream' }))
    env.after(() => URL.revokeObjectURL(url))
    const { until, events } = env.watch(url)
    assert.deepEqual((await until(3)).slice(0, 3), ['open', 'message a', 'error CONNECTING'])
    assert.strictEqual(events[1].origin, location.origin)
  },
  { globals: ['window', 'dedicated', 'shared'] },
)

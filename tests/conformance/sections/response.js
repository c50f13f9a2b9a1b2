// The response: the steps of processEventSourceEndOfBody and processResponse in #dom-eventsource.

import { assert } from 'chai'
import { section } from '../runner/check.js'

const check = section('response')

const MESSAGE = [{ text: 'retry: 10\ndata: a\n\n' }]

/** The entries up to the first error, for one response. */
async function entriesOf(env, response) {
  const { url } = await env.script({ body: MESSAGE, then: 'end', ...response })
  const { ended, entries } = env.observe(url)
  await ended
  return [...entries]
}

for (const status of [
  201, 202, 204, 205, 206, 210, 299, 300, 304, 400, 401, 403, 404, 410, 418, 500, 502, 503, 599,
]) {
  check(`status ${status} fails the connection`, async (env) => {
    const body = [204, 205, 304].includes(status) ? [] : MESSAGE
    assert.deepEqual(await entriesOf(env, { status, body }), ['error CLOSED'])
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
  check(`the type '${type}' is accepted`, async (env) => {
    const entries = await entriesOf(env, { headers: { 'Content-Type': type } })
    assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
  })
}

const REJECTED = [
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
for (const type of REJECTED) {
  check(
    `the type ${type === null ? 'that is missing' : `'${type}'`} fails the connection`,
    async (env) => {
      assert.deepEqual(await entriesOf(env, { headers: { 'Content-Type': type } }), [
        'error CLOSED',
      ])
    },
  )
}

check('the last of several types is used', async (env) => {
  const types = ['text/html', 'text/event-stream']
  const entries = [
    await entriesOf(env, { headers: { 'Content-Type': types.join(', ') } }),
    await entriesOf(env, { headers: { 'Content-Type': types.reverse().join(', ') } }),
  ]
  assert.deepEqual(entries, [['open', 'message a', 'error CONNECTING'], ['error CLOSED']])
})

check('open fires when the headers arrive', async (env) => {
  const { url } = await env.script({ body: [{ signal: true }] })
  const { until, entries } = env.observe(url)
  await Promise.race([until(1), env.settle()])
  assert.deepEqual(entries, ['open'])
})

check('an empty body is a stream that ends', async (env) => {
  assert.deepEqual(await entriesOf(env, { body: [] }), ['open', 'error CONNECTING'])
})

check('a failed connection is not reestablished', async (env) => {
  const bad = { status: 404, then: 'end' }
  const resource = await env.script({ body: MESSAGE, then: 'end' }, bad)
  const { until, entries } = env.observe(resource.url)
  await until(4)
  await env.settle()
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING', 'error CLOSED'])
  assert.strictEqual((await resource.log()).requests.length, 2)
})

check('a connection that breaks before the response is reestablished', async (env) => {
  assert.deepEqual(await entriesOf(env, { status: 0, body: [], then: 'destroy' }), [
    'error CONNECTING',
  ])
})

check('an unreachable server is retried', async (env) => {
  const { until } = env.observe(`${env.unreachable}/none`)
  assert.deepEqual(await until(1), ['error CONNECTING'])
})

check('a connection that breaks in the body is reestablished', async (env) => {
  const body = [...MESSAGE, { delay: 50 }]
  const entries = await entriesOf(env, { body, then: 'destroy' })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

check('a body shorter than its Content-Length is reestablished', async (env) => {
  const headers = { 'Content-Length': '1000' }
  const entries = await entriesOf(env, {
    headers,
    body: [...MESSAGE, { delay: 50 }],
    then: 'destroy',
  })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

check('a compressed stream is decoded', async (env) => {
  const stream = new Blob([MESSAGE[0].text]).stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  const body = [{ base64: btoa(String.fromCharCode(...bytes)) }]
  const entries = await entriesOf(env, { headers: { 'Content-Encoding': 'gzip' }, body })
  assert.deepEqual(entries, ['open', 'message a', 'error CONNECTING'])
})

/** The first entry of an event source of another origin. */
async function firstEntry(env, response, init) {
  const { otherUrl } = await env.script(response)
  const [first] = await env.observe(otherUrl, init).until(1)
  return first
}

const allow = (origin, credentials = null) => ({
  headers: {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': credentials,
  },
})

check('a response that CORS allows opens the connection', async (env) => {
  assert.strictEqual(await firstEntry(env, allow('*')), 'open')
  assert.strictEqual(await firstEntry(env, allow(location.origin)), 'open')
})

check('a response that CORS allows with credentials opens the connection', async (env) => {
  const init = { withCredentials: true }
  assert.strictEqual(await firstEntry(env, allow(location.origin, 'true'), init), 'open')
})

check('a response that CORS does not allow fails the connection', async (env) => {
  for (const response of [allow(null), allow('http://example.com'), allow('null')])
    assert.strictEqual(await firstEntry(env, response), 'error CLOSED')
})

check('a response that CORS does not allow with credentials fails the connection', async (env) => {
  const init = { withCredentials: true }
  for (const response of [allow('*', 'true'), allow(location.origin)])
    assert.strictEqual(await firstEntry(env, response, init), 'error CLOSED')
})

check('an error status of another origin fails the connection', async (env) => {
  assert.strictEqual(await firstEntry(env, { status: 500, then: 'end' }), 'error CLOSED')
})

for (const url of ['ftp://127.0.0.1/', 'nonsense:x', 'mailto:a@b', 'about:blank', 'javascript:1']) {
  check(`the URL '${url}' fails the connection asynchronously`, async (env) => {
    const { source, entries, until } = env.observe(url)
    assert.deepEqual([source.readyState, source.url, [...entries]], [0, url, []])
    assert.deepEqual(await until(1), ['error CLOSED'])
  })
}

check('a data: URL is fetched', async (env) => {
  const { until, events } = env.observe('data:text/event-stream,data:%20a%0A%0A')
  assert.deepEqual((await until(3)).slice(0, 3), ['open', 'message a', 'error CONNECTING'])
  assert.strictEqual(events[1].origin, 'null')
})

check(
  'a blob: URL is fetched',
  async (env) => {
    const url = URL.createObjectURL(new Blob(['data: a\n\n'], { type: 'text/event-stream' }))
    env.after(() => URL.revokeObjectURL(url))
    const { until, events } = env.observe(url)
    assert.deepEqual((await until(3)).slice(0, 3), ['open', 'message a', 'error CONNECTING'])
    assert.strictEqual(events[1].origin, location.origin)
  },
  { globals: ['window', 'dedicated', 'shared'] },
)

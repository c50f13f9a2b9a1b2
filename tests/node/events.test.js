// What arrives: every event of a chunk unchanged, its properties, and those of `open` and `error`.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { test } from 'node:test'
import { FetchEventSource, events } from '../../dist/index.js'
import { FAST, ending, open, serve, status } from './server.js'

/** Texts of all lengths around those at which strings are decoded or copied in another way, in ASCII and beyond. */
const TEXTS = ['a', '\x7f', '\x80', 'é', '€', '😀'].flatMap((character) =>
  [0, 1, 5, 12, 13, 14, 20, 44, 45, 46, 47, 48, 49, 50, 100].map((length) =>
    character.repeat(length),
  ),
)

/** For each text an event that has it as its data; some have another type or a new last event ID. */
const SENT = TEXTS.map((text, index) => ({
  type: index % 4 ? 'message' : `type-${index}`,
  data: `${text}${index}`,
  id: index % 3 ? undefined : `id-${index}-${text}`,
}))

const asStream = ({ type, data, id }) =>
  `${id === undefined ? '' : `id:${id}\n`}${type === 'message' ? '' : `event:${type}\n`}data:${data}\n\n`

const expected = (origin) => {
  let lastEventId = ''
  return SENT.map(({ type, data, id = lastEventId }) => {
    lastEventId = id
    return { type, data, lastEventId, origin }
  })
}

for (const size of [1, 2, SENT.length]) {
  const chunks = Array.from({ length: Math.ceil(SENT.length / size) }, (_, index) =>
    SENT.slice(index * size, (index + 1) * size)
      .map(asStream)
      .join(''),
  )
  const respond = async (req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    for (const chunk of chunks) await new Promise((resolve) => res.write(chunk, resolve))
    res.end()
  }

  test(`events() has every event unchanged if a chunk has ${size} of them`, async () => {
    const { url } = await serve(respond)
    const received = []
    for await (const event of events(url, { reconnectOnEnd: false })) received.push(event)
    assert.deepEqual(received, expected(new URL(url).origin))
  })

  test(`a source dispatches every event unchanged if a chunk has ${size} of them`, async (t) => {
    const { url } = await serve(respond)
    const source = new FetchEventSource(url, { reconnectOnEnd: false })
    t.after(() => source.close())
    const received = []
    const listener = ({ type, data, lastEventId, origin }) => {
      assert.equal(source.lastEventId, lastEventId)
      received.push({ type, data, lastEventId, origin })
    }
    for (const type of new Set(SENT.map(({ type }) => type))) {
      source.addEventListener(type, listener)
    }
    await new Promise((resolve) => (source.onerror = resolve))
    assert.deepEqual(received, expected(new URL(url).origin))
  })
}

test("the origin of an event is that of the response; without a URL it is 'null'", async () => {
  const { url } = await serve(ending('data: a\n\n'))
  for (const [source, origin] of [
    [new Response('data: a\n\n'), 'null'],
    [new Response('data: a\n\n').body, 'null'],
    [{ body: new Response('data: a\n\n').body, url: '/relative' }, 'null'],
    [await fetch(url), new URL(url).origin],
  ]) {
    const { value } = await events(source).next()
    assert.deepEqual(value, { type: 'message', data: 'a', lastEventId: '', origin })
  }
})

for (const [what, sourceOf] of [
  ['a stream of Node', (response) => response],
  ['an object whose body is one', (response) => ({ body: response })],
]) {
  test(`leaving a loop over ${what} destroys it, while it waits for the next event`, async () => {
    const { url, requests } = await serve('data: a\n\n')
    const [response] = await once(get(url), 'response')
    const iterator = events(sourceOf(response))
    await iterator.next()
    const next = iterator.next()
    await iterator.return()
    assert.deepEqual(await next, { value: undefined, done: true })
    assert.ok(response.destroyed)
    await requests[0].closed
  })
}

test('requests for events that are made before any arrives are fulfilled in order, and then end', async () => {
  const { url } = await serve(ending('data: 1\n\ndata: 2\n\n'))
  const iterator = events(url, { reconnectOnEnd: false })
  const results = await Promise.all([1, 2, 3, 4].map(() => iterator.next()))
  assert.deepEqual(
    results.map(({ value, done }) => [value?.data, done]),
    [
      ['1', false],
      ['2', false],
      [undefined, true],
      [undefined, true],
    ],
  )
  assert.deepEqual(await iterator.return('x'), { value: 'x', done: true })
})

test('the first of several requests for an event throws the error, and the others end', async () => {
  const { url } = await serve(status(404))
  const iterator = events(url)
  const results = await Promise.allSettled([iterator.next(), iterator.next()])
  assert.equal(results[0].reason.status, 404)
  assert.deepEqual(results[1].value, { value: undefined, done: true })
  assert.deepEqual(await iterator.next(), { value: undefined, done: true })
})

test('a loop that is left closes the connection, and nothing follows', async () => {
  const { url, requests } = await serve('data: 1\n\ndata: 2\n\n')
  const iterator = events(url)
  for await (const { data } of iterator) {
    assert.equal(data, '1')
    break
  }
  assert.deepEqual(await iterator.next(), { value: undefined, done: true })
  await requests[0].closed
})

test('events() starts from the option lastEventId, and the events before any ID have it', async () => {
  const { url, requests } = await serve('data: 1\n\n')
  const iterator = events(url, { lastEventId: '7' })
  const { value } = await iterator.next()
  await iterator.return()
  assert.equal(value.lastEventId, '7')
  assert.equal(requests[0].headers['last-event-id'], '7')
})

test('onopen and onerror of events() get events with a type, the response and the failure', async () => {
  const { url } = await serve(ending('data: 1\n\n'), status(503))
  const seen = []
  const see = (event) => seen.push(event)
  const loop = async () => {
    for await (const { data } of events(url, { ...FAST, onopen: see, onerror: see }))
      seen.push(data)
  }
  await assert.rejects(loop, { name: 'EventSourceError', reason: 'status' })
  const [opened, data, ended, failed] = seen
  assert.deepEqual([opened.type, opened.response.status], ['open', 200])
  assert.equal(data, '1')
  assert.deepEqual([ended.type, ended.reason, ended.willReconnect], ['error', 'end', true])
  assert.deepEqual([failed.type, failed.status, failed.willReconnect], ['error', 503, false])
})

test('events that arrived before a reconnection are not lost, whoever asks when', async () => {
  const { url, requested } = await serve(ending('data: 1\n\ndata: 2\n\ndata: 3\n\n'), 'data: 4\n\n')
  const iterator = events(url, FAST)
  const data = [(await iterator.next()).value.data]
  for (let count = 1; count < 4; count++) data.push((await iterator.next()).value.data)
  assert.deepEqual(data, ['1', '2', '3', '4'])
  await requested(2)
  await iterator.return()
})

for (const [what, respond, message] of [
  ['status', status(404), 'the server responded with status 404; the connection is closed'],
  [
    'content type',
    (req, res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end(),
    "the response's Content-Type is not text/event-stream: 'text/html'; the connection is closed",
  ],
]) {
  test(`the message of a failure by the ${what} says what the server sent`, async (t) => {
    const { url } = await serve(respond)
    const { first, errors } = open(t, url)
    await first(1)
    assert.equal(errors[0].message, message)
  })
}

test('the message for a scheme that fetch cannot fetch says so', async (t) => {
  const { first, errors } = open(t, 'ftp://127.0.0.1/')
  await first(1)
  assert.match(
    errors[0].message,
    /: fetch cannot fetch the URL's scheme; the connection is closed$/,
  )
  assert.equal(errors[0].reason, 'refused')
})

test('events() refuses a response that has no body or was read', async () => {
  const used = new Response('data: a\n\n')
  await used.text()
  for (const response of [new Response(null), used]) {
    assert.throws(() => events(response), {
      name: 'TypeError',
      message: 'EventSource: the response has no body, or it was read',
    })
  }
  assert.throws(() => events({ body: 'text', bodyUsed: true }), TypeError)
})

test('a loop that has ended leaves no listener on its signal', async () => {
  const { url } = await serve(ending('data: a\n\n'))
  const { signal } = new AbortController()
  const listeners = new Set()
  const record = (method, change) => {
    const original = signal[method]
    signal[method] = function (type, listener, ...rest) {
      if (type === 'abort') change(listener)
      return original.call(this, type, listener, ...rest)
    }
  }
  record('addEventListener', (listener) => listeners.add(listener))
  record('removeEventListener', (listener) => listeners.delete(listener))
  const iterator = events(url, { signal, reconnectOnEnd: false })
  assert.equal(listeners.size, 1)
  for await (const { data } of iterator) assert.equal(data, 'a')
  assert.equal(listeners.size, 0)
})

test('reset() discards what was not dispatched, and the next request continues after what was', async (t) => {
  const { url, requests } = await serve(
    ending('id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n'),
    ending('data: 4\n\n'),
    '',
  )
  const { source, first } = open(t, url)
  source.onmessage = () => source.reset()
  const entries = await first(5)
  assert.deepEqual(entries, ['open', 'message 1 #1', 'error end', 'open', 'message 4 #1'])
  assert.equal(requests[1].headers['last-event-id'], '1')
})

test('an event that holds more than maxEventSize is not delivered, although it arrives whole', async (t) => {
  const { url } = await serve('id: 1\ndata: 12345\n\ndata: 12345678\n\ndata: 1\n\n')
  const { first, errors } = open(t, url, { maxEventSize: 7 })
  assert.deepEqual(await first(3), ['open', 'message 12345 #1', 'error event-too-large, closed'])
  assert.equal(errors[0].message, 'an event is larger than maxEventSize; the connection is closed')
  const loop = async () => {
    for await (const { data } of events(new Response('data: 1234\n\n'), { maxEventSize: 3 })) {
      assert.fail(data)
    }
  }
  await assert.rejects(loop, { reason: 'event-too-large' })
})

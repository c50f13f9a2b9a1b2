// What a failure is: whether waiting can cure it, and what the error says.

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { events } from '../../dist/index.js'
import { breaking, destroying, ending, head, open, serve, status } from './server.js'

test('a body that is an async iterable of bytes is read', async (t) => {
  const body = Readable.from([Buffer.from('data: a\n\nda'), Buffer.from('ta: b\n\n')])
  const { first } = open(t, 'http://localhost/', { fetch: async () => ({ ...head, body }) })
  assert.deepEqual((await first(4)).slice(0, 4), [
    'open',
    'message a #',
    'message b #',
    'error end',
  ])
})

test('a response without a body member is final and names the fetch', async (t) => {
  const response = { ...head, text: async () => 'data: a\n\n' }
  const { first, errors } = open(t, 'http://localhost/', { fetch: async () => response })
  assert.deepEqual(await first(1), ['error unsupported, closed'])
  assert.match(errors[0].message, /no body.+fetch does not stream/)
})

test('a response whose body is null is an empty stream that ends', async (t) => {
  const { first } = open(t, 'http://localhost/', { fetch: async () => ({ ...head, body: null }) })
  assert.deepEqual((await first(2)).slice(0, 2), ['open', 'error end'])
})

for (const [what, response] of [
  ['nothing', undefined],
  ['text', 'data: a\n\n'],
  ['a stream of text', { ...head, body: ReadableStream.from(['data: a\n\n']) }],
  ['a body that is no stream', { ...head, body: 5 }],
]) {
  test(`a fetch that returns ${what} is final`, async (t) => {
    const { until, errors } = open(t, 'http://localhost/', { fetch: async () => response })
    await until(() => errors.length)
    assert.deepEqual([errors[0].reason, errors[0].willReconnect], ['unsupported', false])
  })
}

test('a locked body is final', async (t) => {
  const body = new ReadableStream()
  body.getReader()
  const { first } = open(t, 'http://localhost/', { fetch: async () => ({ ...head, body }) })
  assert.deepEqual(await first(1), ['error unsupported, closed'])
})

test('options that the platform refuses for every attempt are final and named', async (t) => {
  const { url, requests } = await serve('')
  const request = { mode: 'navigate' }
  const { first, errors } = open(t, url, { request })
  assert.deepEqual(await first(1), ['error options, closed'])
  assert.match(errors[0].message, /navigate/)
  assert.equal(requests.length, 0)
})

test('an ID that no header can carry is not sent', async (t) => {
  const { url, requested } = await serve(
    ending('retry: 1\nid: a\x01b\ndata: one\n\n'),
    'data: two\n\n',
  )
  const { first } = open(t, url)
  assert.deepEqual(await first(5), [
    'open',
    'message one #a\x01b',
    'error end',
    'open',
    'message two #a\x01b',
  ])
  assert.equal((await requested(2))[1].headers['last-event-id'], undefined)
})

test('an ID of more than 8000 characters is not sent', async (t) => {
  for (const length of [8000, 8001]) {
    const id = 'x'.repeat(length)
    const { url, requested } = await serve(ending(`retry: 1\nid: ${id}\ndata\n\n`), '')
    const { source } = open(t, url)
    const [, second] = await requested(2)
    assert.equal(second.headers['last-event-id'], length > 8000 ? undefined : id)
    source.close()
  }
})

test('after a 431 one request goes without the ID, and the error says so', async (t) => {
  const { url, requested } = await serve(
    ending('retry: 1\nid: 7\ndata\n\n'),
    status(431),
    ending('data: b\n\n'),
    '',
  )
  const { errors } = open(t, url)
  const requests = await requested(4)
  const ids = requests.map(({ headers }) => headers['last-event-id'])
  assert.deepEqual(ids, [undefined, '7', undefined, '7'])
  assert.match(errors[1].message, /status 431; the next request does not send the last event ID/)
})

test('a custom scheme with a fetch of the page is tried again', async (t) => {
  let calls = 0
  const fetch = async () => {
    if (++calls === 1) throw new TypeError('Failed to fetch')
    return new Response('data: a\n\n', { headers: { 'Content-Type': 'text/event-stream' } })
  }
  const { first } = open(t, 'app://local/events', { fetch })
  assert.deepEqual((await first(3)).slice(0, 3), ['error network', 'open', 'message a #'])
})

test('a URL whose scheme cannot be fetched is final', async (t) => {
  const { first } = open(t, 'app://local/events')
  assert.deepEqual(await first(1), ['error refused, closed'])
})

test('a redirected URL counts only from an event stream, until an attempt there fails', async (t) => {
  const target = await serve(status(503), ending('retry: 1\ndata\n\n'), destroying, 'data: c\n\n')
  const redirect = status(302, { Location: target.url })
  const { url, requests } = await serve(redirect)
  const { until } = open(t, url, { retryOn: [503] })
  await until((entries) => entries.includes('message c #'))
  assert.equal(
    requests.length,
    3,
    'asked again after the 503 and after the failure, not after the stream',
  )
  assert.equal(target.requests.length, 4)
})

test('a body that nobody reads is canceled although fetch drops the signal', async (t) => {
  const { url, requested } = await serve((req, res) => res.writeHead(503).write('x'))
  const { source } = open(t, url, {
    retryOn: [503],
    fetch: (url, init) => fetch(url, { ...init, signal: undefined }),
  })
  const requests = await requested(3)
  await Promise.all([requests[0].closed, requests[1].closed])
  source.close()
  await requests[2].closed
})

test('the response of a failure can be read by a listener, and the error has its code', async (t) => {
  const { url } = await serve(status(401, {}, 'expired'))
  const { source } = open(t, url)
  const event = await new Promise(
    (resolve) => (source.onerror = (event) => resolve([event, event.response.text()])),
  )
  assert.deepEqual([event[0].code, event[0].status, event[0].attempt], [401, 401, 1])
  assert.equal(await event[1], 'expired')
})

test('retryOn decides for each failure, and 0 tries again at once', async (t) => {
  const { url, requests, requested } = await serve(status(401), destroying, 'data: a\n\n')
  const calls = []
  const { first } = open(t, url, {
    backoff: {},
    retryOn: async ({ reason, status, attempt, response, cause }) => {
      calls.push([reason, status, attempt, !!response, !!cause])
      return 0
    },
  })
  assert.deepEqual(await first(4), ['error status', 'error network', 'open', 'message a #'])
  await requested(3)
  assert.deepEqual(calls, [
    ['status', 401, 1, true, false],
    ['network', undefined, 2, false, true],
  ])
  assert.ok(requests[2].time - requests[0].time < 2000)
})

test('retryOn can close what would be tried again', async (t) => {
  const { url } = await serve(destroying)
  const { first } = open(t, url, { retryOn: () => false })
  assert.deepEqual(await first(1), ['error network, closed'])
})

test('the reason of the last failure stays when no retry is left', async (t) => {
  const { url } = await serve(destroying)
  const { first, errors } = open(t, url, { backoff: { retries: 0 } })
  assert.deepEqual(await first(1), ['error network, closed'])
  assert.match(errors[0].message, /backoff.retries allows no further attempt/)
})

test('the end of a POST is final, and reconnectOnEnd changes that', async (t) => {
  const { url, requests } = await serve(ending('data: a\n\n'))
  const { first } = open(t, url, { method: 'POST', body: 'x' })
  assert.deepEqual(await first(3), ['open', 'message a #', 'error end, closed'])
  assert.equal(requests.length, 1)
  const again = open(t, url, { method: 'POST', body: 'x', reconnectOnEnd: true })
  assert.deepEqual((await again.first(4)).slice(2, 4), ['error end', 'open'])
})

test('a loop over a POST ends with the response, and a cut is thrown as network', async () => {
  const whole = await serve(ending('data: a\n\n'))
  const data = []
  for await (const event of events(whole.url, { method: 'POST' })) data.push(event.data)
  assert.deepEqual(data, ['a'])
  const cut = await serve(breaking('data: a\n\n'))
  const init = { method: 'POST', backoff: { retries: 0 } }
  await assert.rejects(
    async () => {
      for await (const event of events(cut.url, init)) data.push(event.data)
    },
    { name: 'EventSourceError', reason: 'network', willReconnect: false },
  )
  assert.deepEqual(data, ['a', 'a'])
})

test('request gives members and a URL for each attempt', async (t) => {
  const { url, requested } = await serve(ending('retry: 1\nid: 7\n\n'), 'data: a\n\n')
  const details = []
  open(t, url, {
    reconnectOnEnd: true,
    headers: { 'X-One': '1', Authorization: 'old' },
    request: async ({ attempt, lastEventId, failure }) => {
      details.push([attempt, lastEventId, failure && failure.reason])
      const authorization = { authorization: `new ${attempt}` }
      return attempt === 1
        ? { method: 'POST', body: 'x', headers: authorization }
        : { url: `${url}resumed`, headers: authorization }
    },
  })
  const [first, second] = await requested(2)
  assert.deepEqual([first.method, second.method, second.url], ['POST', 'GET', '/resumed'])
  assert.deepEqual([first.headers['x-one'], first.headers.authorization], ['1', 'new 1'])
  assert.deepEqual([second.headers['last-event-id'], second.headers.authorization], ['7', 'new 2'])
  assert.deepEqual(details, [
    [1, '', undefined],
    [2, '7', 'end'],
  ])
})

test('a request function that throws, or returns an unusable URL, is a failed attempt', async (t) => {
  for (const request of [() => Promise.reject(new Error('no')), () => ({ url: 'http://[' })]) {
    const { first, source } = open(t, 'http://localhost/', { request })
    assert.deepEqual((await first(1))[0], 'error options')
    source.close()
  }
})

test('a custom fetch can spread the headers', async (t) => {
  const { url, requested } = await serve(ending('retry: 1\nid: 7\n\n'), '')
  open(t, url, {
    headers: { authorization: 'old' },
    fetch: (url, init) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization: 'new' } }),
  })
  const [, { headers }] = await requested(2)
  assert.deepEqual(
    [headers.accept, headers['last-event-id'], headers.authorization],
    ['text/event-stream', '7', 'new'],
  )
})

test('an abort by timeout is thrown, and an abort without a reason ends the loop', async () => {
  const { url } = await serve('')
  const loop = async (signal) => {
    for await (const { data } of events(url, { signal })) return data
    return 'ended'
  }
  await assert.rejects(loop(AbortSignal.timeout(50)), { name: 'TimeoutError' })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  assert.equal(await loop(controller.signal), 'ended')
})

test('events() parses a response and a stream, and ends with them', async () => {
  const { url } = await serve(ending('id: 7\ndata: a\n\ndata: b\n\n'))
  const response = await fetch(url)
  const received = []
  for await (const { data, lastEventId } of events(response)) received.push(data + lastEventId)
  for await (const { data } of events(new Blob(['data: c\n\n']).stream())) received.push(data)
  assert.deepEqual(received, ['a7', 'b7', 'c'])
  assert.throws(() => events(response), TypeError)
})

test('reconnect() connects at once from the last event ID', async (t) => {
  const { url, requested } = await serve('id: 7\ndata: a\n\n', 'data: b\n\n')
  const { source, first } = open(t, url)
  await first(2)
  source.reconnect()
  assert.equal(source.readyState, 0)
  assert.deepEqual(await first(4), ['open', 'message a #7', 'open', 'message b #7'])
  assert.equal((await requested(2))[1].headers['last-event-id'], '7')
})

test('what has arrived while a listener blocks is read before the connection counts as idle', async (t) => {
  const { url } = await serve((req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: a\n\n')
    const timer = setInterval(() => res.write(':\n'), 100)
    res.on('close', () => clearInterval(timer))
  })
  const { source, entries, first } = open(t, url, { idleTimeout: 500 })
  await first(2)
  const end = performance.now() + 900
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 700))
  source.close()
  assert.deepEqual(entries, ['open', 'message a #'])
})

// The options and the URL, where their values are unusual or the platform lacks something.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FetchEventSource, events } from '../../dist/index.js'
import { checkRow, initWith, rows } from '../options_table.js'
import { ending, open, serve, status } from './server.js'

/** The exception of the constructor for a value of an option, which is JavaScript source text. */
const thrown = (option, value) => {
  try {
    const init = new Function(`return ${initWith(option, value)}`)()
    new FetchEventSource('http://127.0.0.1/', init).close()
  } catch (error) {
    return error
  }
}

for (const row of rows) {
  test(`the option ${row.option} accepts and rejects the documented values`, () =>
    checkRow(row, thrown))
}

/** Defines a global property for one test. */
const setGlobal = (t, name, descriptor) => {
  const former = Object.getOwnPropertyDescriptor(globalThis, name)
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor })
  t.after(() => {
    delete globalThis[name]
    if (former) Object.defineProperty(globalThis, name, former)
  })
}

const fail = () => {
  throw new Error('no location')
}
const HREF_THROWS = Object.defineProperty({}, 'href', { get: fail })

for (const [what, descriptor] of [
  ['location throws', { get: fail }],
  ['location.href throws', { value: HREF_THROWS }],
]) {
  test(`where ${what}, an absolute URL is used and a relative one is a SyntaxError`, async (t) => {
    const { url } = await serve('data: a\n\n')
    setGlobal(t, 'location', descriptor)
    const { first } = open(t, url)
    assert.deepEqual(await first(2), ['open', 'message a #'])
    assert.throws(() => new FetchEventSource('/events'), DOMException)
    assert.throws(() => new FetchEventSource('/events'), { name: 'SyntaxError' })
  })
}

test('where there is no DOMException, a URL that cannot be parsed is a SyntaxError', (t) => {
  setGlobal(t, 'DOMException', { value: undefined })
  assert.throws(() => new FetchEventSource('http://['), SyntaxError)
  assert.throws(() => new FetchEventSource('http://['), /'http:\/\/\[' is not a valid URL/)
})

test('headers whose value is undefined are not sent', async (t) => {
  const { url, requested } = await serve('')
  open(t, url, {
    headers: { Authorization: undefined, Accept: undefined, 'X-A': '1' },
    request: () => ({ headers: { 'X-A': undefined, 'X-B': undefined } }),
  })
  const [{ headers }] = await requested(1)
  const { authorization, accept } = headers
  assert.deepEqual([authorization, accept], [undefined, 'text/event-stream'])
  assert.deepEqual([headers['x-a'], headers['x-b']], ['1', undefined])
  for (const wrong of [5, true, [['one']], [['a', undefined, 'b']]]) {
    assert.throws(() => new FetchEventSource(url, { headers: wrong }), /'headers' must be usable/)
  }
})

test('a last event ID with half of a surrogate pair is a TypeError', (t) => {
  for (const lastEventId of ['a\ud800', '\udc00b']) {
    const init = { lastEventId }
    assert.throws(() => new FetchEventSource('http://localhost/', init), TypeError)
  }
  assert.equal(open(t, 'http://localhost/', { lastEventId: '😀' }).source.lastEventId, '😀')
})

test('a reconnection time of Infinity is reported as such, and reconnect() ends the wait', async (t) => {
  const { url } = await serve(ending('data: a\n\n'))
  const { source, first, errors } = open(t, url, { backoff: { initial: Infinity } })
  await first(3)
  const { delay, willReconnect, message } = errors[0]
  assert.deepEqual([delay, willReconnect, source.reconnectionTime], [Infinity, true, Infinity])
  assert.match(message, /reconnecting in Infinity ms$/)
  source.reconnect()
  assert.equal((await first(4))[3], 'open')
})

for (const reason of [0, '', false, null]) {
  test(`an abort with the reason ${JSON.stringify(reason)} is thrown by the loop and closes the source`, async (t) => {
    const { url } = await serve('data: a\n\n')
    const controller = new AbortController()
    const { signal } = controller
    const { source, first } = open(t, url, { signal })
    await first(2)
    const thrown = []
    try {
      for await (const { data } of events(url, { signal })) controller.abort(reason, data)
    } catch (error) {
      thrown.push(error)
    }
    assert.deepEqual(thrown, [reason])
    assert.equal(source.readyState, 2)
    // The same with a signal that was aborted before.
    await assert.rejects(events(url, { signal }).next(), (error) => error === reason)
    const { errors, first: failed } = open(t, url, { request: { signal } })
    assert.deepEqual(await failed(1), ['error options, closed'])
    assert.equal(errors[0].cause, reason)
  })
}

test('a body is a TypeError with a method that has none, whatever its case', () => {
  const message = /'body' must be sent with a method that has a body/
  for (const init of [
    { body: 'a' },
    { body: '', method: 'GET' },
    { body: () => 'a', method: 'heAD' },
  ]) {
    assert.throws(() => new FetchEventSource('http://127.0.0.1/', init), message)
  }
})

test('a body is sent with any other method, and with the default one if `request` can change it', async (t) => {
  for (const method of ['PUT', 'post', 'QUERY']) {
    const { url, requested } = await serve('')
    open(t, url, { method, body: 'a' })
    const [request] = await requested(1)
    assert.equal(request.method.toLowerCase(), method.toLowerCase())
    assert.equal(request.headers['content-length'], '1')
  }
  const { url, requested } = await serve('')
  open(t, url, { body: 'a', request: { method: 'POST' } })
  assert.equal((await requested(1))[0].method, 'POST')
})

test('a stream as a body has to come from a function, which can make another one for the next attempt', () => {
  const init = { method: 'POST', body: new Blob(['a']).stream() }
  const message = /'body' must be a function that returns the stream/
  assert.throws(() => new FetchEventSource('http://127.0.0.1/', init), message)
})

test('changing the list of statuses later changes nothing', async (t) => {
  const { url } = await serve(status(500))
  const retryOn = [503]
  const { first } = open(t, url, { retryOn })
  retryOn[0] = 500
  assert.deepEqual(await first(1), ['error status, closed'])
})

test('options that are no object are a TypeError, and null is none', () => {
  for (const init of [5, 'a', true]) {
    const message = /^EventSource: 'init' must be an object$/
    assert.throws(() => new FetchEventSource('http://127.0.0.1/', init), {
      name: 'TypeError',
      message,
    })
    assert.throws(() => events('http://127.0.0.1/', init), { name: 'TypeError', message })
  }
  for (const init of [null, undefined, () => {}]) {
    new FetchEventSource('http://127.0.0.1/', init).close()
    events('http://127.0.0.1/', init)
  }
})

test("events() checks options of its own, and refuses 'share'", () => {
  for (const [init, message] of [
    [{ onopen: 5 }, "'onopen' must be a function"],
    [{ onerror: {} }, "'onerror' must be a function"],
    [{ share: 'name' }, "'share' must be a name, without 'lastEventId' or events()"],
  ]) {
    const thrown = { name: 'TypeError', message: `EventSource: ${message}` }
    assert.throws(() => events('http://127.0.0.1/', init), thrown)
  }
})

test('options may be inherited, but not of Object.prototype where none are given', async (t) => {
  Object.prototype.headers = { 'X-A': '1' }
  Object.prototype.max = 'wrong'
  t.after(() => {
    delete Object.prototype.headers
    delete Object.prototype.max
  })
  const { url, requested } = await serve('')
  for (const init of [undefined, Object.assign(Object.create(null), { lastEventId: '7' })]) {
    const source = new FetchEventSource(url, init)
    t.after(() => source.close())
  }
  const requests = await requested(2)
  assert.deepEqual(
    requests.map(({ headers }) => [headers['x-a'], headers['last-event-id']]),
    [
      [undefined, undefined],
      [undefined, '7'],
    ],
  )
})

test('withCredentials is converted to a boolean', (t) => {
  for (const [value, expected] of [
    [1, true],
    ['', false],
    [null, false],
    [undefined, false],
  ]) {
    const { source } = open(t, 'http://127.0.0.1/', { withCredentials: value })
    assert.equal(source.withCredentials, expected)
  }
})

test('a method that only contains GET has a body', async (t) => {
  for (const method of ['GETS', 'AHEAD']) {
    const { source } = open(t, 'http://127.0.0.1/', { method, body: 'a' })
    assert.equal(source.readyState, 0)
  }
})

test('a request that could be sent only once has to come from a function', () => {
  const message = /'request' must be a function if its body is a stream/
  async function* chunks() {
    yield new Uint8Array(1)
  }
  for (const body of [new Blob(['a']).stream(), chunks()]) {
    const request = { method: 'POST', body }
    assert.throws(() => new FetchEventSource('http://127.0.0.1/', { request }), message)
  }
  const init = { method: 'POST', body: chunks() }
  assert.throws(() => new FetchEventSource('http://127.0.0.1/', init), /'body' must be a function/)
  const request = { headers: { 'a b': '1' } }
  assert.throws(
    () => new FetchEventSource('http://127.0.0.1/', { request }),
    /^TypeError: EventSource: 'request.headers' must be usable/,
  )
})

test('a Request is a TypeError, or a failed attempt if a function returns it', async (t) => {
  const { url } = await serve('')
  const message = "EventSource: 'request' must be a RequestInit, or a function that returns one"
  const request = new Request(url)
  assert.throws(() => new FetchEventSource(url, { request }), { name: 'TypeError', message })
  const values = [request, null]
  const { first, errors } = open(t, url, { request: () => values.shift() })
  assert.deepEqual(await first(2), ['error options', 'open'])
  assert.match(errors[0].message, /'request' must return a RequestInit/)
})

test('headers in request are read once, and sent with every attempt', async (t) => {
  const { url, requested } = await serve(ending('data: a\n\n'))
  const headers = new Map([['X-A', '1']]).entries()
  open(t, url, { request: { headers } })
  const requests = await requested(2)
  assert.deepEqual(
    requests.slice(0, 2).map(({ headers }) => headers['x-a']),
    ['1', '1'],
  )
})

test('a member of request that is undefined changes nothing', async (t) => {
  const { url, requested } = await serve('')
  const sent = []
  open(t, url, {
    withCredentials: true,
    method: 'POST',
    body: 'a',
    fetch(url, init) {
      sent.push(init)
      return fetch(url, init)
    },
    request: { method: undefined, body: undefined, credentials: undefined, cache: undefined },
  })
  const [request] = await requested(1)
  assert.deepEqual([request.method, request.headers['content-length']], ['POST', '1'])
  assert.deepEqual([sent[0].credentials, sent[0].cache], ['include', 'no-store'])
})

for (const value of ['/other', 5, true, Symbol('a')]) {
  test(`a request function that returns ${String(value)} is a failed attempt that says so`, async (t) => {
    const { url, requests } = await serve('')
    const values = [value, undefined]
    const { first, errors } = open(t, url, { request: () => values.shift() })
    assert.deepEqual(await first(2), ['error options', 'open'])
    assert.match(errors[0].message, /'request' must return a RequestInit/)
    assert.equal(requests.length, 1)
  })
}

for (const [query, name, expected] of [
  ['?filter[after]=1&b', 'filter[after]', '?b&filter%5Bafter%5D=7'],
  ['?$skiptoken=1', '$skiptoken', '?%24skiptoken=7'],
  ['?%69d=1&id=2&a%=3', 'id', '?a%=3&id=7'],
  ['?x+y=1&x%20y=2', 'x y', '?x%20y=7'],
  ['?off=5%&a=1', 'a', '?off=5%&a=7'],
]) {
  test(`the parameter ${name} for the last event ID replaces that in ${query}, however it is written`, async (t) => {
    const { url, requested } = await serve('id: 7\ndata: a\n\n', '')
    const { source, first } = open(t, new URL(query, url).href, { lastEventIdParam: name })
    await first(2)
    source.reconnect()
    const requests = await requested(2)
    assert.deepEqual([requests[0].url, requests[1].url], [`/${query}`, `/${expected}`])
  })
}

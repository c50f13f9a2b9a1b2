/* global document, library, watch */

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, origin, script } from './server.js'

test('messages are MessageEvents with data, origin and lastEventId', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ body: [{ text: 'id: 1\nevent: tick\ndata: one\ndata: two\n\n' }] })
  const event = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        new library.FetchEventSource(url).addEventListener('tick', (event) => {
          const { type, data, origin, lastEventId, bubbles, cancelable } = event
          const isMessage = event instanceof MessageEvent
          resolve({ isMessage, type, data, origin, lastEventId, bubbles, cancelable })
        })
      }),
    url,
  )
  assert.deepEqual(event, {
    isMessage: true,
    type: 'tick',
    data: 'one\ntwo',
    origin,
    lastEventId: '1',
    bubbles: false,
    cancelable: false,
  })
})

test('readyState and the order of events follow the connection', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script(
    { body: [{ text: 'retry: 10\nid: 7\ndata: one\n\n' }], then: 'end' },
    { body: [{ text: 'data: two\n\n' }] },
  )
  const [before, during, entries] = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { headers: { 'X-Own': '1' } })
    const before = source.readyState
    const during = []
    for (const type of ['open', 'message', 'error']) {
      source.addEventListener(type, () => during.push(source.readyState))
    }
    const entries = await watch(source).until(5)
    source.close()
    return [before, [...during, source.readyState], entries]
  }, url)
  assert.equal(before, 0)
  assert.deepEqual(entries, [
    'open',
    'message one #7',
    'error end, again in 10',
    'open',
    'message two #7',
  ])
  assert.deepEqual(during, [1, 1, 0, 1, 1, 2])
})

test('headers and lastEventId are sent', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  await page.evaluate(async (url) => {
    const init = { headers: async () => ({ Authorization: 'Bearer one' }), lastEventId: 'é' }
    await watch(new library.EventSource(url, init)).until(2)
  }, resource.url)
  const { headers } = (await resource.log()).requests[0]
  assert.equal(headers.authorization, 'Bearer one')
  assert.equal(Buffer.from(headers['last-event-id'], 'latin1').toString(), 'é')
})

for (const [response, reason, status, message] of [
  [{ status: 404, then: 'end' }, 'status', 404, /responded with status 404/],
  [
    { headers: { 'Content-Type': 'text/html' } },
    'content-type',
    200,
    /not text\/event-stream: 'text\/html'/,
  ],
]) {
  test(`an error of a failed connection has the reason ${reason} and a message`, async (t) => {
    const page = await openLibrary(t)
    const { url } = await script(response)
    const error = await page.evaluate(async (url) => {
      const source = new library.FetchEventSource(url)
      const { entries } = watch(source)
      const event = await new Promise((resolve) => (source.onerror = resolve))
      const { type, reason, status, message, cause, willReconnect, delay, bubbles } = event
      const { readyState } = source
      return {
        type,
        reason,
        status,
        message,
        cause,
        willReconnect,
        delay,
        bubbles,
        readyState,
        entries,
      }
    }, url)
    assert.match(error.message, message)
    delete error.message
    assert.deepEqual(error, {
      type: 'error',
      reason,
      status,
      cause: undefined,
      willReconnect: false,
      delay: undefined,
      bubbles: false,
      readyState: 2,
      entries: [`error ${reason}, closed`],
    })
  })
}

test('an error of a connection that is reestablished has the delay and the cause', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ status: 0, then: 'destroy' })
  const error = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { backoff: { initial: 12345 } })
    const event = await new Promise((resolve) => (source.onerror = resolve))
    const { reason, status, cause, willReconnect, delay, message } = event
    const { readyState } = source
    source.close()
    return { reason, status, cause: cause.name, willReconnect, delay, message, readyState }
  }, url)
  assert.match(error.message, /reconnecting in 12345 ms/)
  delete error.message
  assert.deepEqual(error, {
    reason: 'network',
    status: undefined,
    cause: 'TypeError',
    willReconnect: true,
    delay: 12345,
    readyState: 0,
  })
})

test('events of the stream named open and error are messages of that type', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({
    body: [{ text: 'event: open\ndata: a\n\nevent: error\ndata: b\n\n' }],
  })
  const entries = await page.evaluate(
    (url) => watch(new library.FetchEventSource(url)).until(3),
    url,
  )
  assert.deepEqual(entries, ['open', 'open a #', 'error b #'])
})

test('an exception of a listener is reported, and the stream continues', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one', 'two', 'three')
  const [entries, reported] = await page.evaluate(async (url) => {
    const reported = []
    globalThis.addEventListener('error', (event) => reported.push(event.error.message))
    const source = new library.FetchEventSource(url)
    source.onmessage = ({ data }) => {
      if (data !== 'two') throw new Error(`no ${data}`)
    }
    return [await watch(source).until(4), reported]
  }, resource.url)
  assert.deepEqual(entries, ['open', 'message one #', 'message two #', 'message three #'])
  assert.deepEqual(reported, ['no one', 'no three'])
  assert.deepEqual(page.errors.splice(0), reported)
  assert.equal((await resource.log()).requests.length, 1)
})

test('a handler keeps its place among the listeners when it is replaced', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const called = await page.evaluate(async (url) => {
    const called = []
    const source = new library.FetchEventSource(url)
    source.onmessage = () => called.push('replaced')
    source.addEventListener('message', () => called.push('listener'))
    source.onmessage = function (event) {
      called.push(this === source && event.target === source && 'handler')
    }
    await watch(source).until(2)
    return called
  }, url)
  assert.deepEqual(called, ['handler', 'listener'])
})

test('no other event of the same chunk is dispatched after close() in a listener', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one', 'two', 'three')
  const [entries, readyState] = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url)
    const watched = watch(source)
    source.addEventListener('message', () => source.close())
    await watched.until(2)
    return [watched.entries, source.readyState]
  }, resource.url)
  await resource.closed()
  assert.deepEqual(entries, ['open', 'message one #'])
  assert.equal(readyState, 2)
})

test('aborting the signal closes the source', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  const [entries, readyState] = await page.evaluate(async (url) => {
    const controller = new AbortController()
    const source = new library.EventSource(url, { signal: controller.signal })
    const watched = watch(source)
    await watched.until(2)
    controller.abort()
    return [watched.entries, source.readyState]
  }, resource.url)
  assert.equal(readyState, 2)
  await resource.closed()
  assert.deepEqual(entries, ['open', 'message one #'])
})

test('no request is sent with an aborted signal', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  const readyState = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { signal: AbortSignal.abort() })
    await watch(new library.FetchEventSource(url.replace(/\d+$/, 'none'))).until(1)
    return source.readyState
  }, resource.url)
  assert.equal(readyState, 2)
  assert.deepEqual((await resource.log()).requests, [])
})

test('a URL that cannot be fetched fails the connection', async (t) => {
  const page = await openLibrary(t)
  const entries = await page.evaluate(async () => {
    const watched = ['ftp://127.0.0.1/', 'nonsense:x'].map((url) =>
      watch(new library.FetchEventSource(url)).until(1),
    )
    return Promise.all(watched)
  })
  assert.deepEqual(entries, [['error refused, closed'], ['error refused, closed']])
})

test('a source blocked by connect-src fails with one violation', async (t) => {
  const page = await openLibrary(t, { csp: "connect-src 'none'" })
  const { url } = await messages('one')
  const [entries, violations] = await page.evaluate(async (url) => {
    const violations = []
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.blockedURI),
    )
    await library.load()
    const entries = await watch(new library.FetchEventSource(url)).until(1)
    return [entries, violations]
  }, url)
  assert.deepEqual(entries, ['error refused, closed'])
  assert.deepEqual(violations, [url])
})

/* global library, document */

// events(): the same connection as an async iterable.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, origin, script } from './server.js'

const END = { value: undefined, done: true }

test('events() yields plain objects, across reconnections, with the options of an event source', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'id: 1\ndata: a\n\nevent: b\ndata: c\ndata: d\n\n' }], then: 'end' },
    { body: [{ text: 'id\ndata\n\n' }] },
  )
  const received = await page.evaluate(async (url) => {
    const received = []
    const init = { headers: { 'X-Own': 'yes' }, lastEventId: '0', backoff: { initial: 1 } }
    for await (const event of library.events(url, init)) {
      if (received.push(event) === 3) return received
    }
  }, resource.url)
  assert.deepEqual(received, [
    { type: 'message', data: 'a', lastEventId: '1', origin },
    { type: 'b', data: 'c\nd', lastEventId: '1', origin },
    { type: 'message', data: '', lastEventId: '', origin },
  ])
  const { requests } = await resource.closed()
  assert.deepEqual(
    requests.map(({ headers }) => [headers['x-own'], headers['last-event-id']]),
    [
      ['yes', '0'],
      ['yes', '1'],
    ],
  )
})

test('events() sends no request before next() and after return()', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  const results = await page.evaluate(async (url) => {
    const unused = library.events(url)
    const returned = library.events(url)
    return [await returned.return('x'), await returned.next(), typeof unused[Symbol.asyncIterator]]
  }, resource.url)
  assert.deepEqual(results, [{ value: 'x', done: true }, END, 'function'])
  assert.equal((await resource.log()).requests.length, 0)
})

test('leaving the loop closes the connection and discards the remaining events', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one', 'two')
  const results = await page.evaluate(async (url) => {
    const iterator = library.events(url)
    for await (const { data } of iterator) {
      if (data === 'one') break
    }
    return [await iterator.next(), await iterator.next()]
  }, resource.url)
  assert.deepEqual(results, [END, END])
  await resource.closed()
})

test('a failure is thrown once, after the last event, with the properties of an error event', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'retry: 1\ndata: a\n\ndata: b\n\n' }], then: 'end' },
    { status: 404, then: 'end' },
  )
  const result = await page.evaluate(async (url) => {
    const data = []
    const iterator = library.events(url)
    try {
      for await (const event of iterator) data.push(event.data)
    } catch (error) {
      const { reason, message, status, cause, willReconnect, delay } = error
      const isError = error instanceof Error
      return [
        data,
        isError,
        { reason, message, status, cause, willReconnect, delay },
        await iterator.next(),
      ]
    }
  }, resource.url)
  const error = {
    reason: 'status',
    message: 'the server responded with status 404; the connection is closed',
    status: 404,
    cause: undefined,
    willReconnect: false,
    delay: undefined,
  }
  assert.deepEqual(result, [['a', 'b'], true, error, END])
})

test('events() throws for invalid arguments, and next() rejects if the engine cannot be loaded', async (t) => {
  const missing = (route) => route.fulfill({ status: 404 })
  const prepare = (page) => page.route('**/module.js', missing)
  const page = await openLibrary(t, { prepare })
  const results = await page.evaluate(async () => {
    const results = []
    for (const args of [['http://['], ['/', { backoff: 5 }], ['/none']]) {
      try {
        const iterator = library.events(...args)
        results.push('created')
        await iterator.next()
      } catch ({ name, reason }) {
        results.push(reason || name)
      }
    }
    return results
  })
  assert.deepEqual(results, ['SyntaxError', 'TypeError', 'created', 'load'])
})

test('aborting the signal ends the loop', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  const ends = await page.evaluate(async (url) => {
    const controller = new AbortController()
    const iterator = library.events(url, { signal: controller.signal })
    await iterator.next()
    const pending = iterator.next()
    controller.abort()
    const aborted = library.events(url, { signal: controller.signal })
    return [await pending, await iterator.next(), await aborted.next()]
  }, resource.url)
  assert.deepEqual(ends, [END, END, END])
  assert.equal((await resource.closed()).requests.length, 1)
})

test('concurrent calls of next() resolve in order', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('a', 'b', 'c', 'd')
  const data = await page.evaluate(async (url) => {
    const iterator = library.events(url)
    const results = await Promise.all([1, 2, 3, 4].map(() => iterator.next()))
    iterator.return()
    return results.map(({ value }) => value.data)
  }, url)
  assert.deepEqual(data, ['a', 'b', 'c', 'd'])
})

test('a slow consumer gets all of 200,000 events, and the body is read with back pressure', async (t) => {
  const page = await openLibrary(t)
  const total = 200_000
  const event = `data: ${'x'.repeat(150)}\n\n`
  const resource = await script({ body: [{ text: event, repeat: total }], then: 'end' })
  const { leads, count } = await page.evaluate(async (url) => {
    let bytes = 0
    const counting = async (...args) => {
      const response = await fetch(...args)
      const counter = new TransformStream({
        transform(chunk, controller) {
          bytes += chunk.length
          controller.enqueue(chunk)
        },
      })
      return new Response(response.body.pipeThrough(counter), response)
    }
    const leads = []
    let count = 0
    let size = 0
    const init = { fetch: counting, reconnectOnEnd: false }
    for await (const { data } of library.events(url, init)) {
      count++
      size += data.length + 8
      if (count <= 300) await new Promise((resolve) => setTimeout(resolve, 1))
      if (count % 100 === 0) leads.push(bytes - size)
    }
    return { leads, count }
  }, resource.url)
  assert.equal(count, total)
  const max = Math.max(...leads)
  assert.ok(max < 4 << 20, `up to ${max} of ${total * event.length} bytes were read ahead`)
})

test('buffered events are kept during a pause, with the origin of their response', async (t) => {
  const page = await openLibrary(t)
  const other = await script({ body: [{ text: 'id: 4\ndata: d\n\n' }] })
  const Location = other.url.replace('127.0.0.1', 'localhost')
  const text = 'id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n'
  const resource = await script(
    { body: [{ text }] },
    { status: 307, headers: { Location }, then: 'end' },
  )
  const seen = await page.evaluate(
    async ([url, resumed]) => {
      const show = (isShown) => {
        Object.defineProperty(document, 'hidden', { value: !isShown, configurable: true })
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      }
      const seen = []
      for await (const { data, origin } of library.events(url, { pauseWhenHidden: true })) {
        seen.push([data, new URL(origin).hostname])
        if (seen.length === 1) {
          show(false)
          show(true)
          await fetch(resumed)
          // When this response has arrived, the one of the stream has been read.
          await (await fetch('/page?')).text()
        }
        if (data === 'd') break
      }
      return seen
    },
    [resource.url, `${other.url}/requested`],
  )
  assert.deepEqual(seen, [
    ['a', '127.0.0.1'],
    ['b', '127.0.0.1'],
    ['c', '127.0.0.1'],
    ['d', 'localhost'],
  ])
  const { requests } = await other.log()
  assert.equal(requests[0].headers['last-event-id'], '3')
})

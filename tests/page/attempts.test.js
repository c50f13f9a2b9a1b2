/* global library, watch */

// Sequences of failing attempts, as the page and the server see them.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, script } from './server.js'

const event = (id, data) => [{ text: `id: ${id}\ndata: ${data}\n\n` }]

test('every kind of failure is handled as the options specify, with one request at a time', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { status: 401, then: 'end' },
    { body: event(1, 'a'), then: 'end' },
    { status: 503, then: 'end' },
    { status: 429, headers: { 'Retry-After': '1' }, then: 'end' },
    { status: 0, then: 'destroy' },
    { headers: { 'Content-Type': 'text/html' }, body: [{ text: '<h1>Wi-Fi' }], then: 'end' },
    { body: [{ text: ':\n' }] },
    // Chromium drops data that arrives just before a connection breaks.
    { body: [...event(2, 'b'), { delay: 100 }], then: 'destroy' },
    { status: 204, then: 'end' },
  )
  const entries = await page.evaluate(async (url) => {
    const init = {
      headers: async ({ attempt }) => ({ Authorization: `Bearer ${attempt}` }),
      backoff: { initial: 10, jitter: 0 },
      retryOn: ({ status }) => status !== 204,
      idleTimeout: 300,
    }
    return watch(new library.EventSource(url, init)).until(14)
  }, resource.url)
  assert.deepEqual(entries, [
    'error status, again in 10',
    'open',
    'message a #1',
    'error end, again in 10',
    'error status, again in 20',
    'error status, again in 1000',
    'error network, again in 80',
    'error content-type, again in 160',
    'open',
    'error idle, again in 10',
    'open',
    'message b #2',
    'error network, again in 10',
    'error status, closed',
  ])
  const { requests, maxOpen } = await resource.log()
  const sent = (name) => requests.map(({ headers }) => headers[name])
  assert.deepEqual(
    sent('authorization'),
    requests.map((_, index) => `Bearer ${index + 1}`),
  )
  assert.deepEqual(sent('last-event-id'), [undefined, undefined, ...Array(6).fill('1'), '2'])
  assert.equal(requests.length, 9)
  assert.equal(maxOpen, 1)
  const waits = requests.slice(1).map(({ time }, index) => time - requests[index].time)
  for (const [index, minimum] of [10, 10, 20, 1000, 80, 160, 310, 110].entries()) {
    assert.ok(waits[index] > minimum - 1, `wait ${index} was ${waits[index]}`)
  }
})

test('a retryOn that throws, or returns what is no decision, is a failed attempt with the reason options', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ status: 503, then: 'end' })
  const errors = await page.evaluate(async (url) => {
    const errors = []
    for (const retryOn of [() => 'yes', async () => -1]) {
      const source = new library.EventSource(url, { retryOn })
      const { reason, cause, willReconnect } = await new Promise(
        (resolve) => (source.onerror = resolve),
      )
      source.close()
      errors.push([reason, cause.message, willReconnect])
    }
    return errors
  }, url)
  const expected = [
    'options',
    "'retryOn' must return a boolean, milliseconds from 0, or undefined",
    true,
  ]
  assert.deepEqual(errors, [expected, expected])
})

test('no request follows close() in a headers, body or fetch function', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('x')
  const calls = await page.evaluate(async (url) => {
    const calls = { headers: 0, body: 0, fetch: 0, read: 0 }
    const response = new Response(
      new ReadableStream({ pull: () => void calls.read++ }, { highWaterMark: 0 }),
      {
        headers: { 'Content-Type': 'text/event-stream' },
      },
    )
    const closing = (option, result) => {
      const source = new library.FetchEventSource(url, {
        method: 'POST',
        fetch: () => void calls.fetch++,
        [option]() {
          calls[option]++
          source.close()
          return result
        },
      })
    }
    closing('headers', {})
    closing('body', 'x')
    closing('fetch', Promise.resolve(response))
    // A request of these sources would be sent before this one.
    await watch(new library.FetchEventSource(url, { headers: {} })).until(2)
    return calls
  }, url)
  assert.deepEqual(calls, { headers: 1, body: 1, fetch: 1, read: 0 })
})

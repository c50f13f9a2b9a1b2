/* global library, watch, document, window */

// Rules that other libraries have broken, as their users reported.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { script } from './server.js'

/** The first `count` entries of a source. */
const entriesOf = async (t, responses, count, { init = {}, page } = {}) => {
  page ??= await openLibrary(t)
  const resource = await script(...responses)
  const entries = await page.evaluate(
    async ([url, count, init]) => {
      const source = new library.FetchEventSource(url, init)
      const entries = await watch(source).until(count)
      source.close()
      return entries
    },
    [resource.url, count, init],
  )
  return { entries, resource, page }
}

test("retry ignores '5abc', '+5', '0x10' and '5e3'", async (t) => {
  for (const retry of ['5abc', '+5', '0x10', '5e3', '-5', ' 5', '5.0']) {
    const body = [{ text: `retry:${retry === ' 5' ? '  5' : retry}\n\n` }]
    const { entries } = await entriesOf(t, [{ body, then: 'end' }], 2)
    assert.deepEqual(entries, ['open', 'error end, again in 3000'], retry)
  }
})

test("a Content-Type that only begins with 'text/event-stream' fails the connection", async (t) => {
  const response = { headers: { 'Content-Type': 'text/event-streamish' } }
  const { entries } = await entriesOf(t, [response], 1)
  assert.deepEqual(entries, ['error content-type, closed'])
})

test('a handler that throws does not end the connection', async (t) => {
  const page = await openLibrary(t)
  const resource = await script({ body: [{ text: 'data: x\n\n', repeat: 3 }] })
  const count = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url)
    let count = 0
    source.onmessage = () => {
      count++
      throw new Error('of the page')
    }
    await watch(source).until(4)
    return count
  }, resource.url)
  assert.equal(count, 3)
  assert.equal((await resource.log()).requests.length, 1)
  assert.deepEqual(page.errors.splice(0), Array(3).fill('of the page'))
})

test('a stream continues after invalid UTF-8 and after a byte order mark', async (t) => {
  const bytes = Buffer.concat([
    Buffer.from('\ufeffdata: a'),
    Buffer.from([0xff, 0xc3]),
    Buffer.from('\n\n\ufeffdata: ignored\n\ndata: \ufeffb\n\n'),
  ])
  const { entries } = await entriesOf(t, [{ body: [{ base64: bytes.toString('base64') }] }], 3)
  assert.deepEqual(entries, ['open', 'message a\ufffd\ufffd #', 'message \ufeffb #'])
})

test('the ID of an unfinished event is not sent with the next request', async (t) => {
  const responses = [
    { body: [{ text: 'retry: 1\nid: 1\ndata: a\n\nid: 2\ndata: b\n' }], then: 'end' },
    {},
  ]
  const { resource } = await entriesOf(t, responses, 4)
  const { requests } = await resource.log()
  assert.equal(requests[1].headers['last-event-id'], '1')
})

test('no event is dispatched after close()', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ body: [{ text: 'data: x\n\n', repeat: 100 }] })
  const count = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const source = new library.FetchEventSource(url)
        let count = 0
        source.onmessage = () => {
          count++
          source.close()
          setTimeout(resolve, 100, count)
        }
      }),
    url,
  )
  assert.equal(count, 1)
})

test('a retry longer than the longest timer does not reconnect immediately', async (t) => {
  const page = await openLibrary(t)
  const resource = await script({ body: [{ text: 'retry: 4294967297\n\n' }], then: 'end' })
  const entries = await page.evaluate(async (url) => {
    const entries = await watch(new library.FetchEventSource(url)).until(2)
    await new Promise((resolve) => setTimeout(resolve, 100))
    return entries
  }, resource.url)
  assert.deepEqual(entries, ['open', 'error end, again in 4294967297'])
  assert.equal((await resource.log()).requests.length, 1)
})

test('an idle connection has no timeout by default', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({})
  const timers = await page.evaluate(async (url) => {
    const timers = []
    const { setTimeout, setInterval } = window
    window.setTimeout = (...args) => timers.push(args[1]) && setTimeout(...args)
    window.setInterval = (...args) => timers.push(args[1]) && setInterval(...args)
    await watch(new library.FetchEventSource(url)).until(1)
    return timers
  }, url)
  assert.deepEqual(timers, [])
})

test('one connection remains after switching tabs', async (t) => {
  for (const pauseWhenHidden of [false, true]) {
    const page = await openLibrary(t)
    const resource = await script({})
    await page.evaluate(
      async ([url, pauseWhenHidden]) => {
        const source = new library.FetchEventSource(url, { pauseWhenHidden })
        const { until } = watch(source)
        await until(1)
        for (const hidden of [true, true, false, false, true, false]) {
          Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
        }
        await until(pauseWhenHidden ? 2 : 1)
      },
      [resource.url, pauseWhenHidden],
    )
    const { requests, maxOpen } = await resource.log()
    const last = requests.filter(({ closedByClient }) => closedByClient === null)
    assert.equal(last.length, 1)
    assert.ok(maxOpen <= (pauseWhenHidden ? 2 : 1))
  }
})

test('a response with status 503 or 204 to a reconnection closes the source with one error', async (t) => {
  for (const status of [503, 204]) {
    const responses = [
      { body: [{ text: 'retry: 1\n\n' }], then: 'end' },
      { status, then: 'end' },
    ]
    const { entries, resource } = await entriesOf(t, responses, 3)
    assert.deepEqual(entries, ['open', 'error end, again in 1', 'error status, closed'])
    assert.equal((await resource.log()).requests.length, 2)
  }
})

/* global library, watch, document, dispatchEvent */

// The first request is sent when the object is constructed, while the engine is still loading; the rules hold from then on.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, script } from './server.js'

/** A page whose engine.js arrives only when `release()` is called. */
const openWithoutEngine = async (t, options) => {
  const page = await openLibrary(t, options)
  let release
  const released = new Promise((resolve) => (release = resolve))
  await page.route('**/dist/engine.js', async (route) => {
    await released
    await route.continue()
  })
  return { page, release }
}

const construct = (page, url, init) =>
  page.evaluate(
    ([url, init]) => {
      globalThis.calls = 0
      const headers = () => {
        globalThis.calls++
        return {}
      }
      globalThis.source = new library.FetchEventSource(url, { headers, ...init })
      globalThis.watched = watch(globalThis.source)
    },
    [url, init],
  )

const entries = (page, count) => page.evaluate((count) => globalThis.watched.until(count), count)

test('the request is sent before the engine is loaded, and its events are all delivered', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await script({ body: [{ text: 'id: 1\ndata: a\n\ndata: b\n\n' }] })
  await construct(page, resource.url)
  await resource.requested(1)
  release()
  assert.deepEqual(await entries(page, 3), ['open', 'message a #1', 'message b #1'])
  assert.equal(
    await page.evaluate(() => globalThis.calls),
    1,
    'the headers function is called once',
  )
  assert.equal((await resource.log()).requests.length, 1)
})

test('the constructor calls no function of the page, which may refer to the new object', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  const entries = await page.evaluate((url) => {
    const states = []
    const read = (value) => () => {
      states.push(source.readyState)
      return value
    }
    const source = new library.FetchEventSource(url, {
      headers: read({}),
      body: read('a'),
      request: read({}),
      method: 'POST',
      fetch: (...args) => read(fetch(...args))(),
    })
    if (states.length) throw new Error('called by the constructor')
    return watch(source)
      .until(2)
      .then((entries) => [...entries, ...states])
  }, resource.url)
  assert.deepEqual(entries, ['open', 'message one #', 0, 0, 0, 0])
})

test('close() in the task of the constructor sends no request', async (t) => {
  const page = await openLibrary(t)
  const resource = await messages('one')
  await page.evaluate(async (url) => {
    const headers = () => {
      throw new Error('called')
    }
    new library.FetchEventSource(url, { headers }).close()
    new library.FetchEventSource(url).close()
    await fetch(url, { method: 'HEAD' })
  }, resource.url)
  const { requests } = await resource.log()
  assert.deepEqual(
    requests.map(({ method }) => method),
    ['HEAD'],
  )
})

for (const [what, end] of [
  ['close()', () => globalThis.source.close()],
  ['an abort of the signal', () => globalThis.controller.abort()],
]) {
  test(`${what} before the engine is loaded ends the request, and nothing follows`, async (t) => {
    const { page, release } = await openWithoutEngine(t)
    const resource = await messages('one')
    await page.evaluate((url) => {
      globalThis.controller = new AbortController()
      const { signal } = globalThis.controller
      globalThis.source = new library.FetchEventSource(url, { signal })
      globalThis.watched = watch(globalThis.source)
    }, resource.url)
    await resource.requested(1)
    await page.evaluate(end)
    await resource.closed(1)
    release()
    await page.evaluate(() => library.load())
    const state = await page.evaluate(() => [
      globalThis.source.readyState,
      globalThis.watched.entries,
    ])
    assert.deepEqual(state, [2, []])
    assert.equal((await resource.log()).requests.length, 1)
  })
}

test('reconnect() before the engine is loaded replaces the request', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await messages('one')
  await construct(page, resource.url)
  await resource.requested(1)
  await page.evaluate(() => globalThis.source.reconnect())
  await resource.closed(1)
  await resource.requested(2)
  release()
  assert.deepEqual(await entries(page, 2), ['open', 'message one #'])
  const { requests, maxOpen } = await resource.log()
  assert.deepEqual([requests.length, maxOpen], [2, 1])
})

test('a violation of the policy before the engine is loaded fails the connection', async (t) => {
  const csp = "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
  const { page, release } = await openWithoutEngine(t, { csp })
  await construct(page, 'http://localhost:9/events')
  release()
  assert.deepEqual(await entries(page, 1), ['error refused, closed'])
})

test('a page that is hidden before the engine is loaded has no connection until it is visible', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await messages('one')
  await construct(page, resource.url, { pauseWhenHidden: true })
  await resource.requested(1)
  const setHidden = (value) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
      dispatchEvent(new Event('visibilitychange'))
    }, value)
  await setHidden(true)
  await resource.closed(1)
  release()
  await page.evaluate(() => library.load())
  assert.equal((await resource.log()).requests.length, 1)
  await setHidden(false)
  assert.deepEqual(await entries(page, 2), ['open', 'message one #'])
  assert.equal((await resource.log()).requests.length, 2)
})

test('idleTimeout counts from the first request', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await script({ status: 0 })
  await construct(page, resource.url, { idleTimeout: 60_000 })
  await resource.requested(1)
  await page.evaluate(() => {
    // The time passes before the engine is loaded.
    const { now } = performance
    performance.now = () => now.call(performance) + 60_000
  })
  release()
  assert.equal((await entries(page, 1))[0].slice(0, 10), 'error idle')
})

test('a request that fails before the engine is loaded is a failed attempt', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await script({ status: 503, then: 'end' }, { body: [{ text: 'data: a\n\n' }] })
  await construct(page, resource.url, { retryOn: [503], backoff: { initial: 1 } })
  await resource.requested(1)
  release()
  assert.deepEqual(await entries(page, 3), ['error status, again in 1', 'open', 'message a #'])
  assert.equal(await page.evaluate(() => globalThis.calls), 2)
})

test('leaving a loop before the engine is loaded ends its request', async (t) => {
  const { page, release } = await openWithoutEngine(t)
  const resource = await messages('one')
  await page.evaluate((url) => {
    globalThis.iterator = library.events(url)
    globalThis.pending = globalThis.iterator.next()
  }, resource.url)
  await resource.requested(1)
  await page.evaluate(() => void globalThis.iterator.return())
  await resource.closed(1)
  release()
  const result = await page.evaluate(() => globalThis.pending)
  assert.deepEqual(result, { value: undefined, done: true })
})

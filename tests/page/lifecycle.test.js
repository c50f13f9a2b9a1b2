/* global library, watch, history, document */

// Offline and online, the back/forward cache, window.stop() and suspension.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { pageAt, script } from './server.js'

test('the reconnection time ends early when the page is back online', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'id: 1\ndata: a\n\n' }, { signal: true }], then: 'destroy' },
    {},
  )
  await page.evaluate(async (url) => {
    globalThis.watched = watch(new library.FetchEventSource(url, { backoff: { initial: 60_000 } }))
    await globalThis.watched.until(2)
  }, resource.url)
  await page.context().setOffline(true)
  await resource.signal()
  await page.evaluate(() => globalThis.watched.until(3))
  await page.context().setOffline(false)
  const entries = await page.evaluate(() => globalThis.watched.until(4))
  assert.deepEqual(entries, ['open', 'message a #1', 'error network, again in 60000', 'open'])
  assert.equal((await resource.log()).requests[1].headers['last-event-id'], '1')
})

test('a source disconnects in the back/forward cache, and reconnects without an error when the page is restored', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'id: 1\ndata: a\n\n' }] },
    { body: [{ text: 'id: 2\ndata: b\n\n' }] },
  )
  await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { backoff: { initial: 60_000 } })
    globalThis.watched = watch(source)
    globalThis.addEventListener('pageshow', ({ persisted }) => {
      globalThis.watched.entries.push(`${persisted ? 'restored' : 'loaded'} ${source.readyState}`)
    })
    await globalThis.watched.until(2)
  }, resource.url)
  await page.goto(pageAt({}))
  await resource.closed()
  assert.equal((await resource.log()).requests.length, 1)
  await Promise.all([
    page.waitForFunction(() => globalThis.watched?.entries.length === 5),
    page.evaluate(() => history.back()).catch(() => {}),
  ])
  const entries = await page.evaluate(() => globalThis.watched.entries)
  assert.deepEqual(entries, ['open', 'message a #1', 'restored 0', 'open', 'message b #2'])
  const { requests, maxOpen } = await resource.log()
  assert.equal(requests[1].headers['last-event-id'], '1')
  assert.equal(maxOpen, 1)
})

test('window.stop() fails a connection of the polyfill', async (t) => {
  const page = await openLibrary(t, { classic: '/without_native.js', script: '/polyfilled.js' })
  const resource = await script({ body: [{ text: ':\n' }] })
  const entries = await page.evaluate(async (url) => {
    await library.load()
    const all = []
    for (const until of [0, 1]) {
      const source = new globalThis.EventSource(url)
      const watched = watch(source)
      await watched.until(until)
      globalThis.stop()
      all.push(await watched.until(until + 1), source.readyState)
    }
    return all
  }, resource.url)
  assert.deepEqual(entries, [['error stopped, closed'], 2, ['open', 'error stopped, closed'], 2])
})

test('after a suspension a dead connection is detected, and a live one is kept', async (t) => {
  const page = await openLibrary(t)
  const [dead, live] = await Promise.all([
    script({ body: [{ text: 'data: x\n\n' }] }),
    script({ body: [{ text: 'data: x\n\n' }, { text: ':\n', every: 100 }] }),
  ])
  const entries = await page.evaluate(
    async (urls) => {
      const init = { idleTimeout: 60_000, backoff: { initial: 10 } }
      const [dead, live] = urls.map((url) => watch(new library.FetchEventSource(url, init)))
      await Promise.all([dead.until(2), live.until(2)])
      const { now } = Date
      Date.now = () => now() + 3_600_000
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      return [await dead.until(5), live.entries]
    },
    [dead.url, live.url],
  )
  const first = ['open', 'message x #']
  assert.deepEqual(entries, [[...first, 'error idle, again in 10', ...first], first])
  assert.equal((await live.log()).requests.length, 1)
})

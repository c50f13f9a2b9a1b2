/* global library, watch, history, document */

// The page's life in a real browser: the network goes and comes back, and so does the page.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { pageAt, script } from './server.js'

test('a wait of a page that was offline ends when it is online', async (t) => {
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

test('in the back/forward cache there is no connection, and out of it there is again, without an error', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'id: 1\ndata: a\n\n' }] },
    { body: [{ text: 'id: 2\ndata: b\n\n' }] },
  )
  await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { backoff: { initial: 60_000 } })
    globalThis.watched = watch(source)
    globalThis.addEventListener('pageshow', ({ persisted }) => {
      globalThis.watched.entries.push(`${persisted ? 'back' : 'loaded'} ${source.readyState}`)
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
  assert.deepEqual(entries, ['open', 'message a #1', 'back 0', 'open', 'message b #2'])
  const { requests, maxOpen } = await resource.log()
  assert.equal(requests[1].headers['last-event-id'], '1')
  assert.equal(maxOpen, 1)
})

test('stop() fails a connection of the polyfill', async (t) => {
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

test('after a sleep of the machine a dead connection is noticed, and one that lives is kept', async (t) => {
  const page = await openLibrary(t)
  const [dead, living] = await Promise.all([
    script({ body: [{ text: 'data: x\n\n' }] }),
    script({ body: [{ text: 'data: x\n\n' }, { text: ':\n', every: 100 }] }),
  ])
  const entries = await page.evaluate(
    async (urls) => {
      const init = { idleTimeout: 60_000, backoff: { initial: 10 } }
      const [dead, living] = urls.map((url) => watch(new library.FetchEventSource(url, init)))
      await Promise.all([dead.until(2), living.until(2)])
      const { now } = Date
      Date.now = () => now() + 3_600_000
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      return [await dead.until(5), living.entries]
    },
    [dead.url, living.url],
  )
  const begun = ['open', 'message x #']
  assert.deepEqual(entries, [[...begun, 'error idle, again in 10', ...begun], begun])
  assert.equal((await living.log()).requests.length, 1)
})

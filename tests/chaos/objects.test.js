/* global library */

// The resources of closed event sources, and garbage collection of unreferenced ones.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { origin, script } from '../page/server.js'
import { openAndClose, prepare } from './objects.js'

test('a thousand sources that are opened and closed release their timers, listeners, fetches and memory', async (t) => {
  const page = await openLibrary(t, { prepare })
  await openAndClose({ address: origin, page, count: 1_000 })
})

test('an open source that is not referenced stays connected', async (t) => {
  const page = await openLibrary(t)
  const resource = await script({
    body: [{ text: ':\n' }, { signal: true }, { text: 'data: a\n\n' }],
  })
  await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const source = new library.FetchEventSource(url)
        globalThis.ref = new WeakRef(source)
        source.onopen = () => resolve()
        source.onmessage = ({ data }) => (globalThis.received = data)
      }),
    resource.url,
  )
  await page.requestGC()
  assert.equal(await page.evaluate(() => globalThis.ref.deref()?.readyState), 1)
  await resource.signal()
  await page.waitForFunction(() => globalThis.received === 'a')
})

// The standard allows a source without listeners to be collected. Chromium and Firefox collect none, and neither does the library.
for (const constructor of ['EventSource', 'library.FetchEventSource']) {
  test(`a source without references and listeners is collected once it is closed (${constructor})`, async (t) => {
    const page = await openLibrary(t)
    const open = await script({
      body: [{ text: ':\n' }, { signal: true }, { text: 'data: a\n\n' }],
    })
    const ended = await script({ body: [{ text: 'retry: 60000\n\n' }], then: 'end' })
    const states = () => page.evaluate(() => globalThis.refs.map((ref) => ref.deref()?.readyState))
    const urls = [open.url, ended.url].map((url) => `'${url}'`)
    const source = (url) => `new WeakRef(new ${constructor}(${url}))`
    await page.evaluate(`globalThis.refs = [${urls.map(source)}]; undefined`)
    await Promise.all([open.requested(), ended.requested()])
    await page.waitForFunction(() => globalThis.refs[0].deref()?.readyState === 1)
    await page.requestGC()
    assert.deepEqual(await states(), [1, 0])
    await page.evaluate(() => {
      const [open] = globalThis.refs
      open.deref().onmessage = ({ data }) => (globalThis.received = data)
    })
    await open.signal()
    await page.waitForFunction(() => globalThis.received === 'a')
    await page.evaluate(() => globalThis.refs.forEach((ref) => ref.deref().close()))
    // What is still on the stack can outlive a collection.
    let left
    for (let collections = 0; collections < 10 && left !== 0; collections++) {
      await page.requestGC()
      left = (await states()).filter((state) => state !== undefined).length
    }
    assert.equal(left, 0)
  })
}

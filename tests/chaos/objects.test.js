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

/* global library */

// What is left of event sources that are closed, and of those that nobody holds.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { origin, script } from '../page/server.js'
import { openAndClose, prepare } from './objects.js'

test('a thousand objects opened and closed leave no timers, listeners, fetches or memory behind', async (t) => {
  const page = await openLibrary(t, { prepare })
  await openAndClose({ address: origin, page, count: 1_000 })
})

test('an object that is dropped while open stays connected', async (t) => {
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

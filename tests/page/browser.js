// The browser of the page tests: one browser for each file, one page for each test.

import assert from 'node:assert/strict'
import { after, before, test as nodeTest } from 'node:test'
import { chromium } from 'playwright-core'
import { BROWSERS, which } from '../../scripts/setup.js'
import { pageAt } from './server.js'

/** Milliseconds for a test. */
const TIMEOUT = 30_000

let browser
before(async () => {
  browser = await chromium.launch({
    executablePath: which(BROWSERS.chromium.commands[0]),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
})
after(() => browser?.close())

/** The `test` of node:test, with a timeout; `options` are optional. */
export const test = (name, ...rest) => {
  const [run, options] = rest.toReversed()
  return nodeTest(name, { timeout: TIMEOUT, ...options }, run)
}

/**
 * A new page at `url`. `requests` of the result are the URLs that the page has requested, and `errors` the messages of its
 * uncaught exceptions. The test fails if any remain in `errors` at its end.
 */
export async function openPage(t, url, prepare) {
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  const requests = []
  const errors = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.message))
  t.after(async () => {
    await page.context().close()
    assert.deepEqual(errors, [])
  })
  await prepare?.(page)
  await page.goto(url)
  return Object.assign(page, { requests, errors })
}

/**
 * A new page with the library, as `library`, and `watch` (see scripts/library.js); `from` is the address of another server.
 */
export const openLibrary = (t, { prepare, from, ...parameters } = {}) =>
  openPage(t, pageAt({ script: '/library.js', ...parameters }, from), prepare)

/** Deletes the native EventSource before the scripts of the page run. */
export const withoutNative = (page) => page.addInitScript(() => delete globalThis.EventSource)

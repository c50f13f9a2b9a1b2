// The browser of the page tests: one for each file of tests, a new page for each test.

import assert from 'node:assert/strict'
import { after, before, test as nodeTest } from 'node:test'
import { chromium } from 'playwright-core'
import { BROWSERS, which } from '../../scripts/setup.js'
import { pageAt } from './server.js'

/** A test that waits in vain fails after this many milliseconds. */
const PATIENCE = 30_000

let browser
before(async () => {
  browser = await chromium.launch({
    executablePath: which(BROWSERS.chromium.commands[0]),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
})
after(() => browser?.close())

/** `options` are those of node:test, and may be left out. */
export const test = (name, ...rest) => {
  const [run, options] = rest.toReversed()
  return nodeTest(name, { timeout: PATIENCE, ...options }, run)
}

/**
 * A new page at `url`. `requests` of what it returns are the URLs that the page has asked for since; `errors` are the
 * messages of errors that nobody caught, and the test fails if it leaves any there.
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
 * A new page with the library, as `library`, and `watch` (see scripts/library.js); `from` is another address of a server.
 */
export const openLibrary = (t, { prepare, from, ...parameters } = {}) =>
  openPage(t, pageAt({ script: '/library.js', ...parameters }, from), prepare)

/** The page is one of a browser that has no EventSource of its own. */
export const withoutNative = (page) => page.addInitScript(() => delete globalThis.EventSource)

/* global document */

// What somebody looks for before installing: one search leads to the page that has it.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { openPage, test } from '../page/browser.js'
import { HOSTED, startSite } from './server.js'

/** Searches, and the page that is among the first results. */
const SEARCHES = {
  'why WebAssembly': 'questions.html#why-webassembly',
  'stable production': 'support.html',
  semver: 'support.html',
  'POST sent again': 'language-models.html',
  'refresh token 401': 'guide.html#one-token-for-several-streams',
  'reconnect now': 'guide.html#a-different-user-or-tenant',
  'script tag CDN': 'setup.html#cdn-and-import-maps',
  SRI: 'setup.html#cdn-and-import-maps',
  'Safari iOS': 'compatibility.html',
  'unit test jsdom': 'testing.html',
  'error body': 'guide.html#the-body-of-a-refused-response',
  'rate limit headers': 'guide.html#the-body-of-a-refused-response',
  'Node proxy': 'setup.html#node',
  Electron: 'limited-environments.html#electron-and-tauri',
  'phone load': 'questions.html#what-does-the-first-connection-cost',
  bfcache: 'options.html#page-lifecycle',
}

const FIRST = 5

/** For one search, in milliseconds. */
const PATIENCE = 5_000

let site
before(async () => {
  site = await startSite(HOSTED['at the root'])
})
after(() => site?.kill())

const readResults = () =>
  Array.from(document.querySelectorAll('[role="listbox"] a'), ({ href }) => href)

test('one search leads to what is asked before an installation', { timeout: 60_000 }, async (t) => {
  const page = await openPage(t, site.address)
  await page.getByRole('button', { name: 'Search' }).click()
  const box = page.getByRole('searchbox')
  const missing = []
  for (const [words, target] of Object.entries(SEARCHES)) {
    await box.fill(words)
    const isShown = ([target, first]) =>
      [...document.querySelectorAll('[role="listbox"] a')]
        .slice(0, first)
        .some(({ href }) => href.includes(target))
    await page
      .waitForFunction(isShown, [target, FIRST], { timeout: PATIENCE })
      .catch(async () => missing.push([words, await page.evaluate(readResults)]))
  }
  assert.deepEqual(missing, [])
})

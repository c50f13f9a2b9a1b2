// The demo, for the tests in Chromium that use features of Playwright.

import { readPanel } from '../demo/panel.js'
import { startDemo as start } from '../demo/server.js'
import { openPage } from './browser.js'

/** Starts the demo's server. */
export async function startDemo(t, port) {
  const server = await start(port)
  t.after(server.kill)
  return server
}

/** Opens the demo; `query` selects the scenario. */
export async function openDemo(t, query, prepare) {
  const { address } = await startDemo(t)
  const page = await openPage(t, `${address}?${new URLSearchParams(query)}`, prepare)
  return Object.assign(page, { address })
}

/** What a column shows, as soon as it matches `isTrue`: see panel.js. */
export async function shown(page, source, isTrue = {}) {
  const handle = await page.waitForFunction(readPanel, [source, isTrue])
  return handle.jsonValue()
}

export const bothShow = (page, isTrue) =>
  Promise.all(['native', 'wasm'].map((source) => shown(page, source, isTrue)))

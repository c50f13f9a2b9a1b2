// The demo for its tests in Chromium only, which use what the drivers of other browsers do not have.

import { readPanel } from '../demo/panel.js'
import { startDemo as start } from '../demo/server.js'
import { openPage } from './browser.js'

/** Starts the demo's server. */
export async function startDemo(t, port) {
  const server = await start(port)
  t.after(server.kill)
  return server
}

/** The demo's page; `query` is that of its URL. */
export async function openDemo(t, query, prepare) {
  const { address } = await startDemo(t)
  const page = await openPage(t, `${address}?${new URLSearchParams(query)}`, prepare)
  return Object.assign(page, { address })
}

/** Resolves with what a column shows, once that is as expected: see panel.js. */
export async function shown(page, source, expected = {}) {
  const handle = await page.waitForFunction(readPanel, [source, expected])
  return handle.jsonValue()
}

export const bothShow = (page, expected) =>
  Promise.all(['native', 'wasm'].map((source) => shown(page, source, expected)))

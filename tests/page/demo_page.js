// The demo for its tests in Chromium alone, which do what no other browser's driver can.

import { readPanel } from '../demo/panel.js'
import { startDemo as start } from '../demo/server.js'
import { openPage } from './browser.js'

/** Starts the demo's server. */
export async function startDemo(t, port) {
  const server = await start(port)
  t.after(server.kill)
  return server
}

/** The demo's page in a scenario; `query` is its address's. */
export async function openDemo(t, query, prepare) {
  const { address } = await startDemo(t)
  const page = await openPage(t, `${address}?${new URLSearchParams(query)}`, prepare)
  return Object.assign(page, { address })
}

/** What a column shows, once `isTrue` holds: see panel.js. */
export async function shown(page, source, isTrue = {}) {
  const handle = await page.waitForFunction(readPanel, [source, isTrue])
  return handle.jsonValue()
}

export const bothShow = (page, isTrue) =>
  Promise.all(['native', 'wasm'].map((source) => shown(page, source, isTrue)))

// Firefox and WebKitGTK, where they are installed.

import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BROWSERS } from '../../scripts/setup.js'
import { withBrowser } from '../engines.js'
import { serve } from './browser.js'
import { scenario } from './scenario.js'
import { app, checkCommands, DIST } from './tools.js'

/** The commands that each browser needs. */
export const COMMANDS = {
  Chromium: BROWSERS.chromium.commands,
  Firefox: [...BROWSERS.firefox.commands, 'geckodriver'],
  WebKitGTK: BROWSERS.webkit.commands,
}

/** In milliseconds, until a page has reported. */
const TIMEOUT = 30_000

const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self'" }

export async function reportSite(name) {
  const folder = await app(name, { '.': 'page', 'receive.js': 'receive.js' })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  return folder
}

/** Waits until the page has reported in its title. */
export async function readReport(title) {
  for (const end = performance.now() + TIMEOUT; performance.now() < end; await wait(50)) {
    const text = await title()
    if (/^[{[]/.test(text)) return JSON.parse(text)
  }
  throw new Error('the page has not reported')
}

/** Opens apps/page/report.html and checks what it reports. */
export async function checkReport({ open, title }, folder, { worker, headers, fallback = false }) {
  const { url, verify } = await scenario()
  const query = new URLSearchParams({ url, ...(worker && { worker }) })
  await serve(
    folder,
    async (address) => {
      await open(`${address}/report.html?${query}`)
      const { error, received, fallback: isFallback } = await readReport(title)
      assert.equal(error, undefined)
      await verify(received)
      assert.equal(isFallback, fallback)
    },
    headers,
  )
}

export const rows = ['Firefox', 'WebKitGTK'].map((name) => ({
  environment: name,
  version: '',
  what: 'module script, worker, strict CSP: header, resumption, close',
  run: async () => {
    checkCommands(COMMANDS[name])
    const folder = await reportSite(name.toLowerCase())
    return withBrowser(name, async (browser) => {
      await checkReport(browser, folder, {})
      await checkReport(browser, folder, { worker: true })
      await checkReport(browser, folder, { headers: FORBIDDEN, fallback: true })
      return browser.version
    })
  },
}))

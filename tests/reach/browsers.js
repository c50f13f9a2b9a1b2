// Firefox and WebKitGTK, where they are installed.

import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BROWSERS, which } from '../../scripts/setup.js'
import { withBrowser } from '../engines.js'
import { serve } from './browser.js'
import { scenario } from './scenario.js'
import { app, DIST, Missing } from './tools.js'

/** The commands that each needs. */
const COMMANDS = {
  Firefox: [...BROWSERS.firefox.commands, 'geckodriver'],
  WebKitGTK: BROWSERS.webkit.commands,
}

/** In milliseconds, until a page has reported. */
const TIMEOUT = 30_000

const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self'" }

async function site(name) {
  const folder = await app(name, { '.': 'page', 'receive.js': 'receive.js' })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  return folder
}

/** Waits until the page has reported in its title. */
async function readReport(title) {
  for (const end = performance.now() + TIMEOUT; performance.now() < end; await wait(50)) {
    const text = await title()
    if (text.startsWith('{')) return JSON.parse(text)
  }
  throw new Error('the page has not reported')
}

/** Opens apps/page/report.html and checks what it reports. */
async function check({ open, title }, folder, { worker, headers, fallback = false }) {
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

export const rows = Object.entries(COMMANDS).map(([name, commands]) => ({
  environment: name,
  version: '',
  what: 'module script, worker, strict CSP: header, resumption, close',
  run: async () => {
    const missing = commands.filter((command) => !which(command))
    if (missing.length) throw new Missing(`${missing.join(' and ')} is not installed`)
    const folder = await site(name.toLowerCase())
    return withBrowser(name, async (browser) => {
      await check(browser, folder, {})
      await check(browser, folder, { worker: true })
      await check(browser, folder, { headers: FORBIDDEN, fallback: true })
      return browser.version
    })
  },
}))

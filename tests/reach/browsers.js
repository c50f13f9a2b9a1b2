// The engines of other browsers, where they are installed.

import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BROWSERS, which } from '../../scripts/setup.js'
import { withBrowser } from '../engines.js'
import { serve } from './browser.js'
import { scenario } from './scenario.js'
import { app, DIST, Missing } from './tools.js'

/** What has to be installed for each. */
const NEEDS = {
  Firefox: [...BROWSERS.firefox.commands, 'geckodriver'],
  WebKitGTK: BROWSERS.webkit.commands,
}

/** A page that waits in vain fails after this many milliseconds. */
const PATIENCE = 30_000

const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self'" }

async function site(name) {
  const folder = await app(name, { '.': 'page', 'receive.js': 'receive.js' })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  return folder
}

/** What the page says in its title. */
async function reported(title) {
  for (const end = performance.now() + PATIENCE; performance.now() < end; await wait(50)) {
    const text = await title()
    if (text.startsWith('{')) return JSON.parse(text)
  }
  throw new Error('the page says nothing')
}

/** Opens the page that receives by itself, and checks what it says. */
async function check({ open, title }, folder, { worker, headers, fallback = false }) {
  const { url, verify } = await scenario()
  const query = new URLSearchParams({ url, ...(worker && { worker }) })
  await serve(
    folder,
    async (address) => {
      await open(`${address}/report.html?${query}`)
      const { error, received, fallback: isFallback } = await reported(title)
      assert.equal(error, undefined)
      await verify(received)
      assert.equal(isFallback, fallback)
    },
    headers,
  )
}

export const rows = Object.entries(NEEDS).map(([name, commands]) => ({
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

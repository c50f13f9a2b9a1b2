// The engines of other browsers, where they are installed.

import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { serve } from './browser.js'
import { scenario } from './scenario.js'
import { app, DIST } from './tools.js'
import { withBrowser } from './webdriver.js'

const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self'" }

async function site(name) {
  const folder = await app(name, { '.': 'page', 'receive.js': 'receive.js' })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  return folder
}

/** Opens the page that receives by itself, and checks what it says. */
async function check(open, folder, { worker, headers, fallback = false }) {
  const { url, verify } = await scenario()
  const query = new URLSearchParams({ url, ...(worker && { worker }) })
  await serve(
    folder,
    async (address) => {
      const reported = await open(`${address}/report.html?${query}`)
      assert.equal(reported.error, undefined)
      await verify(reported.received)
      assert.equal(reported.fallback, fallback)
    },
    headers,
  )
}

export const rows = ['Firefox', 'WebKitGTK'].map((name) => ({
  environment: name,
  version: '',
  what: 'module script, worker, strict CSP: header, resumption, close',
  run: async () => {
    const folder = await site(name.toLowerCase())
    return withBrowser(name, async (open, version) => {
      await check(open, folder, {})
      await check(open, folder, { worker: true })
      await check(open, folder, { headers: FORBIDDEN, fallback: true })
      return version
    })
  },
}))

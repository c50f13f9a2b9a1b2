/* global document */

// The browser of this machine, and which of the package's files a page has loaded.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import sirv from 'sirv'
import { BROWSERS, which } from '../../scripts/setup.js'
import { listen } from '../../www/listen.js'
import { oneMessage, scenario } from './scenario.js'
import { DIST, Missing } from './tools.js'

/** Text by which each file of the package is recognized in a bundle. */
const MARKERS = {
  shim: ['index.js', /the name of a query parameter/],
  engine: ['engine.js', /_wbg_cb_unref/],
  module: ['module.js', /0061736d01000000/],
  fallback: ['fallback.js', /[A-Za-z0-9+/]{200}/],
}

const readMarkers = () =>
  Promise.all(
    Object.entries(MARKERS).map(async ([part, [file, marker]]) => {
      const found = marker.exec(await readFile(join(DIST, file), 'utf8'))
      assert.ok(found, `${file} does not contain its marker`)
      return [part, found[0]]
    }),
  )

let launched

/** Starts the browser on the first call. */
export async function browser() {
  const executablePath = which(BROWSERS.chromium.commands[0])
  if (!executablePath) throw new Missing('Chromium is not installed')
  return (launched ??= chromium.launch({ executablePath }))
}

export const closeBrowser = async () => (await launched)?.close()

/** Serves a folder while `use` runs. */
export async function serve(folder, use, headers = {}) {
  const setHeaders = (res) => {
    for (const name in headers) res.setHeader(name, headers[name])
  }
  const files = sirv(folder, { dev: true, setHeaders })
  const server = await listen(createServer((req, res) => files(req, res)))
  try {
    return await use(server.address)
  } finally {
    await server.close()
  }
}

/** Opens a page while `use` runs; `loaded()` names the parts of the package that it has loaded. Uncaught errors fail. */
export async function withPage(url, use, prepare) {
  const context = await (await browser()).newContext()
  const page = await context.newPage()
  const scripts = []
  const errors = []
  page.on('response', (response) => scripts.push(response.text().catch(() => '')))
  page.on('pageerror', (error) => errors.push(error.message))
  const loaded = async () => {
    await page.waitForLoadState('networkidle')
    const texts = await Promise.all(scripts)
    return (await readMarkers())
      .filter(([, marker]) => texts.some((text) => text.includes(marker)))
      .map(([part]) => part)
  }
  try {
    await prepare?.(page)
    await page.goto(url)
    await use(page, loaded)
    assert.deepEqual(errors, [])
  } finally {
    await context.close()
  }
}

/** Checks an application bundled from apps/main.js. */
export async function checkApp(address) {
  await withPage(address, async (page, loaded) => {
    await page.waitForFunction(() => globalThis.reach)
    const native = await page.evaluate(
      (url) => globalThis.reach.receiveNative(url),
      await oneMessage(),
    )
    assert.deepEqual(native, { data: 'one', isTrusted: true })
    assert.deepEqual(await loaded(), ['shim'])
    const { url, verify } = await scenario()
    await verify(await page.evaluate((url) => globalThis.reach.receive(url), url))
    assert.deepEqual(await loaded(), ['shim', 'engine', 'module'])
  })
  await withPage(
    address,
    async (page) => {
      await page.waitForFunction(() => globalThis.reach)
      assert.equal(await page.evaluate(() => typeof globalThis.EventSource), 'function')
    },
    (page) => page.addInitScript(() => delete globalThis.EventSource),
  )
}

/** Checks that an application receives the messages, and, with `parts`, that it has loaded exactly these. */
export async function checkReceives(address, parts) {
  await withPage(address, async (page, loaded) => {
    await page.waitForFunction(() => globalThis.reach)
    const { url, verify } = await scenario()
    await verify(await page.evaluate((url) => globalThis.reach.receive(url), url))
    if (parts) assert.deepEqual(await loaded(), parts)
  })
}

/** Checks an application that hosts the module as a separate file. */
export const checkHosted = (address) => checkReceives(address, ['shim', 'engine'])

/** Checks an application bundled from apps/unused.js. */
export async function checkUnused(address) {
  await withPage(address, async (page, loaded) => {
    await page.waitForFunction(() => document.title === 'unused')
    assert.deepEqual(await loaded(), [])
  })
}

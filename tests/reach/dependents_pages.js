/* global document */

// Libraries of pages over this library, bundled into a page of Chromium.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from './apps/dependents/server.js'
import { withPage } from './browser.js'
import { app, node, runIn, tool, version } from './tools.js'

const WHAT = 'connection, header, events, reconnection, an error, close'

async function bundle(name) {
  const folder = await app('dependents-pages', { '.': 'dependents/pages' })
  const args = [`${name}.js`, '--bundle', '--format=esm', `--outfile=dist/${name}.js`]
  const define = '--define:process.env.NODE_ENV="production"'
  await runIn(folder, node(), [tool('esbuild/bin/esbuild'), ...args, define])
  return readFile(join(folder, 'dist', `${name}.js`), 'utf8')
}

const row = (dependent, name, how, use) => ({
  environment: dependent,
  version: version(dependent),
  what: `${how}: ${WHAT}`,
  run: async () => {
    const content = await bundle(name)
    const cleanups = []
    const t = { after: (clean) => cleanups.push(clean) }
    const page = '<!doctype html><link rel="icon" href="data:," /><body></body>'
    const server = await startServer(t, { 'GET /': () => page })
    try {
      await withPage(server.address, async (page) => {
        await page.addScriptTag({ type: 'module', content })
        await use(page, server)
      })
    } finally {
      for (const clean of cleanups) clean()
    }
  },
})

/** Waits until the page shows these items. */
const showsItems = (page, ...items) =>
  page.waitForFunction(
    (text) => [...document.querySelectorAll('li')].map((li) => li.textContent).join() === text,
    items.join(),
  )

/** Waits until the page has put the status of an error, and the `readyState` then, in its title. */
const showsError = (page, title) => page.waitForFunction((title) => document.title === title, title)

/** Two connections, of which the server ends the first, and a third that it refuses. */
async function connectThreeTimes(page, { nextStream }, fields) {
  const first = await nextStream()
  assert.equal(first.headers.authorization, 'Bearer reach')
  first.send('id: 1', ...fields('<li>one</li>'))
  await showsItems(page, 'one')
  first.end()

  const second = await nextStream()
  assert.equal(second.headers['last-event-id'], '1')
  second.send('id: 2', ...fields('<li>two</li>'))
  await showsItems(page, 'one', 'two')
  second.end()

  ;(await nextStream()).fail(503)
  await showsError(page, '503 2')
}

const turboStream = (html) => [
  `data: <turbo-stream action="append" targets="ul"><template>${html}</template></turbo-stream>`,
]
const price = (html) => ['event: price', `data: ${html}`]

export const rows = [
  row('@hotwired/turbo', 'turbo', 'as a stream source', async (page, server) => {
    await connectThreeTimes(page, server, turboStream)
    await page.evaluate(() => globalThis.connect())
    const source = await server.nextStream()
    source.send(...turboStream('<li>three</li>'))
    await showsItems(page, 'one', 'two', 'three')
    await page.evaluate(() => globalThis.disconnect())
    await source.closed

    const element = '<turbo-stream-source src="/element"></turbo-stream-source>'
    const main = page.locator('main')
    await main.evaluate((main, html) => (main.innerHTML = html), element)
    const other = await server.nextStream()
    assert.equal(other.url, '/element')
    other.send(...turboStream('<li>four</li>'))
    await showsItems(page, 'one', 'two', 'three', 'four')
    await main.evaluate((main) => main.replaceChildren())
    await other.closed
  }),
  row('htmx-ext-sse', 'htmx', 'as createEventSource of htmx', async (page, server) => {
    await connectThreeTimes(page, server, price)
    const next = await server.nextStream()
    next.send(...price('<li>three</li>'))
    await showsItems(page, 'one', 'two', 'three')
    next.send('event: done', 'data:')
    await next.closed
  }),
  row('@vueuse/core', 'vueuse', 'as the global EventSource', async (page, server) => {
    await connectThreeTimes(page, server, price)
    const next = await server.nextStream()
    next.send(...price('<li>three</li>'))
    await showsItems(page, 'one', 'two', 'three')
    assert.equal(await page.evaluate(() => globalThis.disconnect()), 'CLOSED')
    await next.closed
  }),
]

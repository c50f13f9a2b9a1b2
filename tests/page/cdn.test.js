/* global document */

// The tags that scripts/cdn.js prints load the library from a CDN, and only files that have the hashes in them.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { writeImportMap, writeScriptTag } from '../../scripts/cdn.js'
import { openPage, test, withoutNative } from './browser.js'
import { messages, pageAt } from './server.js'

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))

/** Serves the CDN's URLs from dist/; the file of this name has one byte more. */
const serveCdn = (page, changed) =>
  page.route('https://cdn.jsdelivr.net/npm/eventsource-wasm@*/dist/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)
    const body = await readFile(DIST + name, 'utf8')
    await route.fulfill({
      contentType: 'text/javascript',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: name === changed ? `${body} ` : body,
    })
  })

/** The page shows the first message, or the error, as its title. */
async function openWithImportMap(t, changed) {
  const page = await openPage(t, pageAt({}), (page) => serveCdn(page, changed))
  const { url } = await messages('a')
  await page.setContent(`${await writeImportMap()}
    <script type="module">
      const show = (text) => { document.title = text }
      const load = async () => {
        const { FetchEventSource } = await import('eventsource-wasm')
        const source = new FetchEventSource('${url}')
        source.onmessage = ({ data }) => show(data)
        source.onerror = ({ reason }) => show(reason)
      }
      load().catch(({ name }) => show(name))
    </script>`)
  await page.waitForFunction(() => document.title)
  return page.title()
}

test('the import map loads every file of the library', async (t) => {
  assert.equal(await openWithImportMap(t), 'a')
})

for (const [changed, error] of [
  ['index.js', 'TypeError'],
  ['engine.js', 'load'],
  ['module.js', 'load'],
]) {
  test(`the import map refuses a changed ${changed}`, async (t) => {
    assert.equal(await openWithImportMap(t, changed), error)
  })
}

/** Without a native EventSource, the script sets the global one. */
const openWithScript = (t, changed) =>
  openPage(t, pageAt({}), async (page) => {
    await withoutNative(page)
    await serveCdn(page, changed)
  })

test('the script tag loads the classic script', async (t) => {
  const page = await openWithScript(t)
  await page.setContent(await writeScriptTag())
  await page.waitForFunction(() => typeof EventSource === 'function')
})

test('the script tag refuses a changed script', async (t) => {
  const page = await openWithScript(t, 'eventsource.global.js')
  await page.setContent((await writeScriptTag()).replace('>', ' onerror="document.title = 1">'))
  await page.waitForFunction(() => document.title === '1')
  assert.equal(await page.evaluate(() => typeof EventSource), 'undefined')
})

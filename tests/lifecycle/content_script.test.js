/* global EventSourceWasm, document, MutationObserver */

// A content script of an extension, in Firefox: it runs beside the page, in a global of its own, in which `new EventTarget()` calls
// no listeners. events() needs none.

import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Zip } from 'selenium-webdriver/io/zip.js'
import { withBrowser } from '../engines.js'
import { pageAt, script } from '../page/server.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const TIMEOUT = 60_000

const LIBRARY = new URL('../../dist/eventsource.global.js', import.meta.url)

/** Runs in the content script: writes what it receives into an attribute of the page's document. */
async function connect() {
  const { documentElement } = document
  const url = new URLSearchParams(document.location.search).get('html')
  const headers = { 'X-Test': 'a' }
  const entries = []
  for await (const { data, lastEventId } of EventSourceWasm.events(url, { headers })) {
    entries.push(`${data} #${lastEventId}`)
    documentElement.dataset.entries = entries.join(', ')
  }
}

/** Writes an extension whose content script contains the library. */
async function writeExtension(folder) {
  const manifest = {
    manifest_version: 2,
    name: 'test',
    version: '1',
    browser_specific_settings: { gecko: { id: 'test@stream.example' } },
    content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['library.js', 'connect.js'] }],
  }
  await copyFile(LIBRARY, join(folder, 'library.js'))
  await writeFile(join(folder, 'connect.js'), `(${connect})()`)
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const zip = new Zip()
  await zip.addDir(folder)
  const path = join(folder, 'extension.xpi')
  await writeFile(path, await zip.toBuffer('DEFLATE'))
  return path
}

test(
  'a content script receives the events of events(), which reconnects with the last event ID',
  { timeout: TIMEOUT, skip: ENGINE !== 'Firefox' && 'the add-on is one of Firefox' },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'extension-'))
    t.after(() => rm(folder, { recursive: true }))
    const resource = await script(
      { body: [{ text: 'retry: 10\nid: 1\ndata: a\n\n' }], then: 'end' },
      { body: [{ text: 'id: 2\ndata: b\n\n' }] },
    )
    await withBrowser(ENGINE, async ({ session, open, evaluate }) => {
      await session.installAddon(await writeExtension(folder), true)
      await open(pageAt({ html: resource.url }))
      await resource.requested(2)
      const entries = await evaluate(
        () =>
          new Promise((resolve) => {
            const { documentElement } = document
            const onChange = () => {
              const { entries = '' } = documentElement.dataset
              if (entries.includes('#2')) resolve(entries)
            }
            new MutationObserver(onChange).observe(documentElement, { attributes: true })
            onChange()
          }),
      )
      assert.equal(entries, 'a #1, b #2')
      const { requests } = await resource.log()
      assert.deepEqual(
        requests.map(({ headers }) => [headers['x-test'], headers['last-event-id']]),
        [
          ['a', undefined],
          ['a', '1'],
        ],
      )
    })
  },
)

/* global axe, document */

// Every page of the site: checked by axe-core and for its width, in both color schemes, on a desktop and on a phone.

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before } from 'node:test'
import { openPage, test } from '../page/browser.js'
import { HOSTED, startSite } from './server.js'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const HOST = HOSTED['at the root']
/** For all pages together, in milliseconds. */
const PATIENCE = 280_000

let site
before(async () => {
  site = await startSite(HOST)
})
after(() => site?.kill())

const isDark = () => document.documentElement.classList.contains('dark')

/** The violations that axe-core finds, best practices included, with their elements. */
async function violations(page) {
  await page.evaluate(AXE)
  const found = await page.evaluate(() => axe.run().then((result) => result.violations))
  return found.map(({ id, nodes }) => [id, ...nodes.map(({ target, html }) => `${target} ${html}`)])
}

async function listPages() {
  const names = await readdir(HOST.folder, { recursive: true })
  return names.filter((name) => name.endsWith('.html') && !name.startsWith('demo/'))
}

for (const [view, { colorScheme, width }] of Object.entries({
  'in light mode on a desktop': { colorScheme: 'light', width: 1280 },
  'in dark mode on a phone': { colorScheme: 'dark', width: 390 },
})) {
  test(
    `no page is too wide or violates a rule of axe-core ${view}`,
    { timeout: PATIENCE },
    async (t) => {
      const page = await openPage(t, 'about:blank', async (page) => {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 844 })
      })
      const names = await listPages()
      assert.ok(names.length > 10)
      for (const name of names) {
        await page.goto(site.address + name)
        assert.equal(await page.evaluate(isDark), colorScheme === 'dark', name)
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, name)
        assert.deepEqual(await violations(page), [], name)
      }
    },
  )
}

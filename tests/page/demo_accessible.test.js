/* global axe, document */

// The demo checked by axe-core: in light and dark mode, on a desktop and on a phone.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from './browser.js'
import { openDemo, shown } from './demo_page.js'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** For all states of the page, in milliseconds. */
const PATIENCE = 90_000

const VIEWS = {
  'in light mode': { colorScheme: 'light', width: 1280 },
  'in dark mode': { colorScheme: 'dark', width: 1280 },
  'in light mode on a phone': { colorScheme: 'light', width: 390 },
  'in dark mode on a phone': { colorScheme: 'dark', width: 390 },
}

/** The violations that axe-core finds, best practices included, with their elements. */
async function violations(page) {
  await page.evaluate(AXE)
  const found = await page.evaluate(() => axe.run().then((result) => result.violations))
  return found.map(({ id, nodes }) => [id, ...nodes.map(({ target, html }) => `${target} ${html}`)])
}

for (const [name, { colorScheme, width }] of Object.entries(VIEWS)) {
  const open = (t, query) =>
    openDemo(t, query, async (page) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 844 })
    })

  test(
    `axe-core finds no violation ${name}, with open and failed connections`,
    { timeout: PATIENCE },
    async (t) => {
      const page = await open(t, { scenario: 'unavailable', amount: 60 })
      // They are folded on a phone.
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      await page.click('#connect')
      await shown(page, 'inspector', { state: 'OPEN', received: 1 })
      await shown(page, 'native', { state: 'CLOSED' })
      await shown(page, 'wasm', { state: 'CONNECTING', log: '503', statuses: '503' })
      await page.fill('#options [name="headers"]', 'no colon')
      await page.press('#options [name="factor"]', 'Enter')
      await page.getByRole('alert').getByText("'no colon' is not a header").waitFor()
      assert.deepEqual(await violations(page), [])
      await page.check('[value="answer"]')
      await shown(page, 'wasm', { state: 'OPEN', text: 'Server-sent' })
      assert.deepEqual(await violations(page), [])
    },
  )
}

/* global document */

// The demo's page of shared streams.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { startBrowser } from '../engines.js'
import { ENGINE, test } from './browser.js'
import { startDemo } from './server.js'

let browser
let server
before(async () => {
  server = await startDemo()
  browser = await startBrowser(ENGINE)
})
after(async () => {
  await browser?.quit()
  await server?.kill()
})

/** What the page shows, once there are this many rows, all open, and one leads; `more` messages have been received by each. */
const shown = (count, more = 2) =>
  browser.evaluate(
    async (count, more) => {
      const read = () => {
        const rows = [...document.querySelectorAll('#members tr')].map((row) => {
          const text = (part) => row.querySelector(`[data-${part}]`).textContent
          return {
            id: row.dataset.member,
            leads: text('leads') === 'leads',
            state: text('state'),
            received: Number(text('received')),
            lost: text('lost'),
            duplicates: text('duplicates'),
          }
        })
        return { rows, connections: document.querySelector('#connections').textContent }
      }
      const before = Object.fromEntries(read().rows.map(({ id, received }) => [id, received]))
      const isDone = ({ rows, connections }) =>
        rows.length === count &&
        connections === '1' &&
        rows.filter(({ leads }) => leads).length === 1 &&
        rows.every(
          ({ id, state, received }) => state === 'OPEN' && received >= (before[id] ?? 0) + more,
        )
      for (let page; ;) {
        if (isDone((page = read()))) return page.rows
        await new Promise((resolve) => {
          const observer = new globalThis.MutationObserver(() => resolve(observer.disconnect()))
          observer.observe(document, { subtree: true, childList: true, characterData: true })
        })
      }
    },
    count,
    more,
  )

const click = (selector) => browser.evaluate((one) => document.querySelector(one).click(), selector)

const checkRows = (rows) => {
  for (const { lost, duplicates } of rows) assert.deepEqual([lost, duplicates], ['0', '0'])
}

test('a page and its workers share one connection, and miss nothing when the one that leads ends', async () => {
  await browser.open(`${server.address}shared.html`)
  await shown(1)
  await click('#add')
  await click('#add')
  let rows = await shown(3)
  checkRows(rows)
  const [{ id: page }] = rows.filter(({ leads }) => leads)
  await click(`[data-member="${page}"] [data-order="close"]`)
  rows = await shown(2)
  checkRows(rows)
  const [{ id: worker }] = rows.filter(({ leads }) => leads)
  await click(`[data-member="${worker}"] [data-order="crash"]`)
  rows = await shown(1)
  checkRows(rows)
  assert.notEqual(rows[0].id, worker)
})

/* global document */

// Every scenario of the demo, in both columns: what is counted, drawn and written as code.

import assert from 'node:assert/strict'
import { test } from './browser.js'
import { bothShow, openDemo, shown } from './demo_page.js'

const counts = ({ lost, doubled }) => ({ lost, doubled })
const NONE = { lost: 0, doubled: 0 }

test('steady: one request, one connection, one bar for each message', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  for (const panel of await bothShow(page, { received: 4, rate: 1 })) {
    assert.deepEqual(panel.segments, ['connecting', 'open'])
    assert.deepEqual(panel.statuses, ['200'])
    assert.equal(panel.wires, 1)
    assert.ok(panel.bars >= 3)
  }
})

test('drop: both wait, come back and miss nothing', async (t) => {
  const page = await openDemo(t, { scenario: 'drop', amount: 1 })
  for (const panel of await bothShow(page, { reconnections: 2, state: 'OPEN', attempts: 3 })) {
    assert.deepEqual(counts(panel), NONE)
    const kinds = panel.segments.filter((kind) => kind !== 'connecting')
    assert.deepEqual(kinds.slice(0, 5), ['open', 'waiting', 'open', 'waiting', 'open'])
    assert.match(panel.log, /no message lost or doubled/)
  }
})

test('drop without IDs: what was sent during the wait is lost, and is counted', async (t) => {
  const page = await openDemo(t, { scenario: 'drop', amount: 1 })
  await page.uncheck('[name="ids"]')
  for (const { lost } of await bothShow(page, { reconnections: 1, lost: 1 })) assert.ok(lost > 0)
})

test('503: the browser’s is closed for good, ours comes back without loss', async (t) => {
  const page = await openDemo(t, { scenario: 'unavailable', amount: 2 })
  const native = await shown(page, 'native', { state: 'CLOSED' })
  assert.equal(native.segments.at(-1), 'closed')
  const ours = await shown(page, 'wasm', { reconnections: 1, state: 'OPEN', log: 'follows' })
  assert.deepEqual(counts(ours), NONE)
  assert.ok(ours.statuses.includes('503'))
  assert.equal(ours.statuses.at(-1), '200')
  assert.equal(ours.segments.at(-1), 'open')
})

test('429: ours waits as long as Retry-After says', async (t) => {
  const page = await openDemo(t, { scenario: 'limited', amount: 3 })
  await shown(page, 'native', { state: 'CLOSED' })
  const ours = await shown(page, 'wasm', { reconnections: 1, log: 'follows' })
  assert.deepEqual(ours.statuses, ['200', '429', '200'])
  assert.deepEqual(counts(ours), NONE)
})

test('token: ours asks for a fresh one each time, the browser’s cannot send any', async (t) => {
  const page = await openDemo(t, { scenario: 'token', amount: 2 })
  const native = await shown(page, 'native', { state: 'CLOSED', statuses: '401' })
  assert.equal(native.received, 0)
  const ours = await shown(page, 'wasm', { reconnections: 2, log: 'follows' })
  assert.deepEqual(counts(ours), NONE)
  assert.ok(ours.statuses.every((status) => status === '200'))
})

test('silent: the browser’s stays open and gets nothing, ours notices', async (t) => {
  const page = await openDemo(t, { scenario: 'silent', amount: 1 })
  const ours = await shown(page, 'wasm', { reconnections: 2, log: 'follows' })
  assert.deepEqual(counts(ours), NONE)
  const native = await shown(page, 'native')
  assert.equal(native.state, 'OPEN')
  assert.equal(native.attempts, 1)
  assert.ok(native.received < ours.received)
})

test('slow: messages come out whole', async (t) => {
  const page = await openDemo(t, { scenario: 'slow', amount: 5 })
  for (const panel of await bothShow(page, { received: 3 })) assert.deepEqual(counts(panel), NONE)
})

test('burst: thousands arrive, and the page says how long it was held up', async (t) => {
  const page = await openDemo(t, { scenario: 'burst', amount: 4000 })
  for (const panel of await bothShow(page, { received: 8000 }))
    assert.deepEqual(counts(panel), NONE)
  assert.match(await page.textContent('#longest'), /^\d+ ms$/)
  assert.match(await page.textContent('#share'), /^\d+\.\d %$/)
})

test('tokens: the words are written as they come, ours by POST', async (t) => {
  const page = await openDemo(t, { scenario: 'tokens', amount: 50 })
  const asked = page.waitForRequest((request) => request.method() === 'POST')
  await page.click('#restart')
  assert.match((await asked).postData(), /server-sent events/)
  for (const { text } of await bothShow(page, { received: 20 }))
    assert.match(text, /a server keeps open and a page reads/)
})

test('a wrong option is named where it was written', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  await page.fill('#options [name="factor"]', '0.5')
  await page.press('#options [name="factor"]', 'Enter')
  await shown(page, 'wasm', { state: 'CLOSED', log: "'backoff.factor' must be" })
  await page.fill('#options [name="headers"]', 'no colon')
  await page.press('#options [name="factor"]', 'Enter')
  await page.getByRole('alert').getByText("'no colon' is not a header").waitFor()
})

test('one column can listen alone', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  await page.selectOption('[name="listen"]', 'wasm')
  await shown(page, 'wasm', { received: 1 })
  assert.equal(await page.locator('[data-lane]').count(), 1)
  assert.equal(await page.isVisible('[data-source="native"]'), false)
})

test('scenarios can be chosen with the keyboard, and the address remembers', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  await page.focus('[value="steady"]')
  await page.keyboard.press('ArrowRight')
  await bothShow(page, { received: 1 })
  assert.match(page.url(), /scenario=drop&amount=4/)
  assert.match(await page.getAttribute('#timeline', 'aria-label'), /eventsource-wasm: /)
})

test('nothing is wider than a page of 360 pixels', async (t) => {
  const page = await openDemo(t, { scenario: 'steady' })
  await page.setViewportSize({ width: 360, height: 740 })
  await bothShow(page, { received: 1 })
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
})

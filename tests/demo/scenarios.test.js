// Every scenario of the demo, in both columns: what is counted, drawn and written as code.

import assert from 'node:assert/strict'
import { SCENARIOS } from '../../www/scenarios.js'
import { test, useDemo } from './browser.js'

const openDemo = useDemo()

const nothingLost = (...panels) => {
  for (const { lost, doubled } of panels)
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 })
}

/** For each scenario, by its name in the address: what is expected, the number that is chosen, and the check. */
const EXPECTED = {
  steady: {
    rule: 'one request, one connection, one bar for each message',
    async check({ bothShow }) {
      for (const panel of await bothShow({ received: 4, rate: 1 })) {
        assert.deepEqual(panel.segments, ['connecting', 'open'])
        assert.deepEqual(panel.statuses, ['200'])
        assert.equal(panel.wires, 1)
        assert.ok(panel.bars >= 3)
      }
    },
  },

  drop: {
    rule: 'both wait, come back and miss nothing',
    amount: 1,
    async check({ bothShow }) {
      for (const panel of await bothShow({ reconnections: 2, state: 'OPEN', attempts: 3 })) {
        nothingLost(panel)
        const kinds = panel.segments.filter((kind) => kind !== 'connecting')
        assert.deepEqual(kinds.slice(0, 5), ['open', 'waiting', 'open', 'waiting', 'open'])
        assert.match(panel.log, /no message lost or doubled/)
      }
    },
  },

  unavailable: {
    rule: 'the browser’s is closed for good, ours comes back without loss',
    amount: 2,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED' })
      assert.equal(native.segments.at(-1), 'closed')
      assert.match(native.log, /does not say why/)
      assert.equal(await text('#announcement'), 'Browser’s EventSource: closed for good.')
      const ours = await shown('wasm', { reconnections: 1, state: 'OPEN', log: 'follows' })
      nothingLost(ours)
      assert.match(ours.log, /not answer with status 200 but with 503; reconnecting in \d+ ms/)
      assert.ok(ours.statuses.includes('503'))
      assert.equal(ours.statuses.at(-1), '200')
      assert.equal(ours.segments.at(-1), 'open')
    },
  },

  limited: {
    rule: 'ours waits as long as Retry-After says',
    amount: 3,
    async check({ shown }) {
      await shown('native', { state: 'CLOSED' })
      const ours = await shown('wasm', { reconnections: 1, log: 'follows' })
      assert.deepEqual(ours.statuses, ['200', '429', '200'])
      assert.match(ours.log, /but with 429/)
      nothingLost(ours)
    },
  },

  token: {
    rule: 'ours asks for a fresh one each time, the browser’s cannot send any',
    amount: 1,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED', statuses: '401' })
      assert.equal(native.received, 0)
      const ours = await shown('wasm', { reconnections: 2, log: 'follows' })
      nothingLost(ours)
      assert.match(ours.log, /the server ended the stream/)
      assert.ok(ours.statuses.every((status) => status === '200'))
      assert.match(await text('#code'), /Authorization: `Bearer \$\{await token\(\)\}`/)
    },
  },

  silent: {
    rule: 'the browser’s stays open and gets nothing, ours notices',
    amount: 1,
    async check({ shown }) {
      const ours = await shown('wasm', { reconnections: 2, log: 'follows' })
      nothingLost(ours)
      assert.match(ours.log, /nothing arrived for idleTimeout/)
      const native = await shown('native', { remark: 'nothing for' })
      assert.equal(native.state, 'OPEN')
      assert.equal(native.attempts, 1)
      assert.ok(native.received < ours.received)
    },
  },

  slow: {
    rule: 'messages come out whole',
    amount: 5,
    async check({ bothShow }) {
      nothingLost(...(await bothShow({ received: 3 })))
    },
  },

  burst: {
    rule: 'thousands arrive, and the page says how long it was held up',
    amount: 4000,
    async check({ bothShow, text }) {
      nothingLost(...(await bothShow({ received: 8000 })))
      assert.match(await text('#longest'), /^\d+ ms$/)
      assert.match(await text('#share'), /^\d+\.\d %$/)
    },
  },

  tokens: {
    rule: 'the words are written as they come, ours by POST',
    amount: 50,
    async check({ bothShow, text }) {
      // A column begins at whatever word the server has come to.
      const phrases = /keeps open and a page reads|the page asks again|nothing is lost/
      for (const panel of await bothShow({ received: 20 })) assert.match(panel.text, phrases)
      assert.match(await text('#code'), /method: 'POST'/)
    },
  },
}

test('every scenario of the page is tested', () => {
  assert.deepEqual(Object.keys(EXPECTED), Object.keys(SCENARIOS))
})

for (const [scenario, { rule, amount, check }] of Object.entries(EXPECTED)) {
  test(`${SCENARIOS[scenario].name}: ${rule}`, async () => {
    await check(await openDemo({ scenario, ...(amount && { amount }) }))
  })
}

test('Drops without IDs: what was sent during the wait is lost, and is counted', async () => {
  const page = await openDemo({ scenario: 'drop', amount: 1 })
  await page.bothShow({ received: 1 })
  await page.click('[name="ids"]')
  for (const { lost } of await page.bothShow({ reconnections: 1, lost: 1 })) assert.ok(lost > 0)
})

test('a cut resumes both columns without loss', async () => {
  const page = await openDemo({ scenario: 'steady' })
  await page.bothShow({ received: 2 })
  await page.click('#cut')
  const before = await page.bothShow({ state: 'OPEN', reconnections: 1 })
  const received = Math.max(...before.map((panel) => panel.received)) + 3
  const after = await page.bothShow({ state: 'OPEN', received })
  nothingLost(...after)
  assert.deepEqual(
    after.map((panel) => panel.reconnections),
    [1, 1],
  )
  assert.equal(await page.text('#cut-result'), 'Cut 2 connections.')
})

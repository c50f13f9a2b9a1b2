// Every scenario of the demo: the counters, the timeline and the code.

import assert from 'node:assert/strict'
import { SCENARIOS } from '../../www/scenarios.js'
import { test, useDemo } from './browser.js'

const openDemo = useDemo()

const assertComplete = (...panels) => {
  for (const { lost, doubled } of panels)
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 })
}

/** For each scenario, by its name in the URL: the expected behavior, the number that is entered, and the check. */
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
    rule: 'both columns wait, reconnect and lose no message',
    amount: 1,
    async check({ bothShow }) {
      for (const panel of await bothShow({ reconnections: 2, state: 'OPEN', attempts: 3 })) {
        assertComplete(panel)
        const kinds = panel.segments.filter((kind) => kind !== 'connecting')
        assert.deepEqual(kinds.slice(0, 5), ['open', 'waiting', 'open', 'waiting', 'open'])
        assert.match(panel.log, /no message lost or doubled/)
      }
    },
  },

  unavailable: {
    rule: 'the native source is closed, the other reconnects without loss',
    amount: 2,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED' })
      assert.equal(native.segments.at(-1), 'closed')
      assert.match(native.log, /does not say why/)
      assert.equal(await text('#announcement'), 'Browser’s EventSource: closed for good.')
      const wasm = await shown('wasm', { reconnections: 1, state: 'OPEN', log: 'follows' })
      assertComplete(wasm)
      assert.match(wasm.log, /not answer with status 200 but with 503; reconnecting in \d+ ms/)
      assert.ok(wasm.statuses.includes('503'))
      assert.equal(wasm.statuses.at(-1), '200')
      assert.equal(wasm.segments.at(-1), 'open')
    },
  },

  limited: {
    rule: 'FetchEventSource waits for Retry-After',
    amount: 3,
    async check({ shown }) {
      await shown('native', { state: 'CLOSED' })
      const wasm = await shown('wasm', { reconnections: 1, log: 'follows' })
      assert.deepEqual(wasm.statuses, ['200', '429', '200'])
      assert.match(wasm.log, /but with 429/)
      assertComplete(wasm)
    },
  },

  token: {
    rule: 'FetchEventSource sends a new token with each attempt, native cannot send one',
    amount: 1,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED', statuses: '401' })
      assert.equal(native.received, 0)
      const wasm = await shown('wasm', { reconnections: 2, log: 'follows' })
      assertComplete(wasm)
      assert.match(wasm.log, /the server ended the stream/)
      assert.ok(wasm.statuses.every((status) => status === '200'))
      assert.match(await text('#code'), /Authorization: `Bearer \$\{await token\(\)\}`/)
    },
  },

  silent: {
    rule: 'native stays open without messages, FetchEventSource reconnects',
    amount: 1,
    async check({ shown }) {
      const wasm = await shown('wasm', { reconnections: 2, log: 'follows' })
      assertComplete(wasm)
      assert.match(wasm.log, /nothing arrived for idleTimeout/)
      const native = await shown('native', { remark: 'nothing for' })
      assert.equal(native.state, 'OPEN')
      assert.equal(native.attempts, 1)
      assert.ok(native.received < wasm.received)
    },
  },

  slow: {
    rule: 'messages that arrive in pieces are complete',
    amount: 5,
    async check({ bothShow }) {
      assertComplete(...(await bothShow({ received: 3 })))
    },
  },

  burst: {
    rule: 'thousands of messages arrive, and the page shows its longest task',
    amount: 4000,
    async check({ bothShow, text }) {
      assertComplete(...(await bothShow({ received: 8000 })))
      assert.match(await text('#longest'), /^\d+ ms$/)
      assert.match(await text('#share'), /^\d+\.\d %$/)
    },
  },

  tokens: {
    rule: 'the words are shown as they arrive, with POST in FetchEventSource',
    amount: 50,
    async check({ bothShow, text }) {
      // The first word of a column depends on the time at which it connects.
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

test('Drops without IDs: the messages during the reconnection time are lost and counted', async () => {
  const page = await openDemo({ scenario: 'drop', amount: 1 })
  await page.bothShow({ received: 1 })
  await page.click('[name="ids"]')
  for (const { lost } of await page.bothShow({ reconnections: 1, lost: 1 })) assert.ok(lost > 0)
})

test('both columns resume without loss after a cut', async () => {
  const page = await openDemo({ scenario: 'steady' })
  await page.bothShow({ received: 2 })
  await page.click('#cut')
  const before = await page.bothShow({ state: 'OPEN', reconnections: 1 })
  const received = Math.max(...before.map((panel) => panel.received)) + 3
  const after = await page.bothShow({ state: 'OPEN', received })
  assertComplete(...after)
  assert.deepEqual(
    after.map((panel) => panel.reconnections),
    [1, 1],
  )
  assert.equal(await page.text('#cut-result'), 'Cut 2 connections.')
})

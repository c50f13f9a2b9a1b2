// Tests of every scenario of the demo, in both columns: the counters, the timeline and the code.

import assert from 'node:assert/strict'
import { SCENARIOS } from '../../www/scenarios.js'
import { ENGINE, test } from './browser.js'

const nothingLost = (...panels) => {
  for (const { lost, duplicates } of panels)
    assert.deepEqual({ lost, duplicates }, { lost: 0, duplicates: 0 })
}

/** For each scenario, by its name in the URL: what is expected, the number that is set, and the check. */
const EXPECTED = {
  steady: {
    rule: 'one request, one connection, one bar for each message',
    async check({ bothShow }) {
      for (const panel of await bothShow({ received: 4, rate: 1 })) {
        assert.deepEqual(panel.segments, ['connecting', 'open'])
        assert.deepEqual(panel.statuses, ['200'])
        assert.equal(panel.connections, 1)
        assert.ok(panel.bars >= 3)
      }
    },
  },

  drop: {
    rule: 'both wait, reconnect and lose nothing',
    amount: 1,
    async check({ bothShow }) {
      for (const panel of await bothShow({ reconnections: 2, state: 'OPEN', requests: 3 })) {
        nothingLost(panel)
        const kinds = panel.segments.filter((kind) => kind !== 'connecting')
        assert.deepEqual(kinds.slice(0, 5), ['open', 'waiting', 'open', 'waiting', 'open'])
        assert.match(panel.log, /nothing lost, no duplicates/)
      }
    },
  },

  unavailable: {
    rule: 'the browser’s is closed for good, eventsource-wasm reconnects without loss',
    amount: 6,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED' })
      assert.equal(native.segments.at(-1), 'closed')
      assert.match(native.log, /give no reason/)
      assert.equal(await text('#announcement'), 'Browser’s EventSource: closed.')
      const wasm = await shown('wasm', { reconnections: 1, state: 'OPEN', log: 'nothing lost' })
      nothingLost(wasm)
      assert.match(wasm.log, /503; reconnecting in \d+ ms/)
      assert.ok(wasm.statuses.includes('503'))
      assert.equal(wasm.statuses.at(-1), '200')
      assert.equal(wasm.segments.at(-1), 'open')
    },
  },

  limited: {
    rule: 'eventsource-wasm waits for the time in Retry-After',
    amount: 8,
    async check({ shown }) {
      await shown('native', { state: 'CLOSED' })
      const wasm = await shown('wasm', { reconnections: 1, log: 'nothing lost' })
      assert.deepEqual(wasm.statuses, ['200', '429', '200'])
      assert.match(wasm.log, /429; reconnecting in \d+ ms/)
      nothingLost(wasm)
    },
  },

  token: {
    rule: 'eventsource-wasm gets a new token after the 401 of the expired one, the browser’s cannot send any',
    amount: 2,
    async check({ shown, text }) {
      const native = await shown('native', { state: 'CLOSED', statuses: '401' })
      assert.equal(native.received, 0)
      const wasm = await shown('wasm', { reconnections: 2, log: 'nothing lost' })
      nothingLost(wasm)
      assert.match(wasm.log, /the server ended the stream/)
      assert.match(wasm.log, /401; reconnecting in \d+ ms/)
      assert.deepEqual(wasm.statuses.slice(0, 5), ['200', '401', '200', '401', '200'])
      assert.match(await text('#code'), /failure\?\.status === 401/)
    },
  },

  stalled: {
    rule: 'the browser’s stays open and receives nothing, eventsource-wasm reconnects',
    amount: 1,
    async check({ shown }) {
      const wasm = await shown('wasm', { reconnections: 2, log: 'nothing lost' })
      nothingLost(wasm)
      assert.match(wasm.log, /idleTimeout/)
      const native = await shown('native', { remark: 'no data for' })
      assert.equal(native.state, 'OPEN')
      assert.equal(native.requests, 1)
      assert.ok(native.received < wasm.received)
    },
  },

  slow: {
    rule: 'messages arrive complete',
    amount: 5,
    async check({ bothShow }) {
      nothingLost(...(await bothShow({ received: 3 })))
    },
  },

  burst: {
    rule: 'thousands arrive, and the page shows how long it was blocked',
    amount: 4000,
    async check({ bothShow, text }) {
      nothingLost(...(await bothShow({ received: 8000 })))
      assert.match(await text('#longest'), /^\d+ ms$/)
      assert.match(await text('#blocked'), /^\d+\.\d %$/)
    },
  },

  answer: {
    rule: 'eventsource-wasm reads the response to a POST up to [DONE], the browser’s cannot send one',
    amount: 50,
    async check({ shown, text }) {
      assert.deepEqual((await shown('native', { state: 'CLOSED', statuses: '405' })).received, 0)
      const wasm = await shown('wasm', { state: 'DONE', log: '[DONE]', segments: 'complete' })
      assert.match(wasm.text, /^ Server-sent events are .* nothing is lost\.$/)
      assert.deepEqual(wasm.statuses, ['200'])
      assert.deepEqual(wasm.segments, ['connecting', 'open', 'complete'])
      const code = await text('#code')
      for (const part of ["method: 'POST'", "data === '[DONE]'"]) assert.ok(code.includes(part))
    },
  },

  truncated: {
    rule: 'the loop throws or ends without [DONE], and the question is not sent again',
    amount: 10,
    async check({ shown }) {
      const wasm = await shown('wasm', { state: 'CLOSED', log: 'the loop' })
      // WebKitGTK reports most broken connections as a clean end.
      if (ENGINE === 'WebKitGTK') assert.match(wasm.log, /reason: network|without \[DONE\]/)
      else assert.match(wasm.log, /the loop throws .* \(reason: network\)/)
      assert.equal(wasm.received, 10)
      assert.match(wasm.text, /^ Server-sent events are .* keeps open$/)
      assert.deepEqual(wasm.statuses, ['200'])
    },
  },
}

/** `openDemo(query)` resolves with a page: see browser.js. */
export function testScenarios(openDemo) {
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

  test('“Stop the answer” aborts the request, and the loop ends without an error', async () => {
    const page = await openDemo({ scenario: 'answer', amount: 1 })
    await page.shown('wasm', { state: 'OPEN', received: 1, connections: 1 })
    await page.click('#stop')
    const wasm = await page.shown('wasm', { state: 'CLOSED', log: 'aborted' })
    assert.ok(wasm.received < 10)
    assert.deepEqual(wasm.statuses, ['200'])
  })
}

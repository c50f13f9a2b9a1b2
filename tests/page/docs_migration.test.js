// The programs in the pages on migration: with the other library, and with this one, they log what is expected.

import assert from 'node:assert/strict'
import { before } from 'node:test'
import { test } from './browser.js'
import { PRICE, data, ending, stream, testDocument } from './documents.js'
import { bundleWithLibraries, installLibraries } from './libraries.js'
import { runInNode } from './node_samples.js'
import { samplesOf } from './samples.js'
import { script } from './server.js'

before(installLibraries)

const PRICES = [ending(stream('data: hello\n\n', PRICE)), { status: 401, then: 'end' }]
const LINES = ['message hello', 'price 7']
const ERRORS = ['error undefined', 'error 401']
const ALL = [...LINES, ...ERRORS]

const program = (lines, method = 'GET') => ({
  resources: { '/events': PRICES },
  lines,
  check: ({ requests }) => {
    assert.equal(requests[0].headers.authorization, 'Bearer secret')
    assert.equal(requests[0].method, method)
    assert.equal(requests[0].body, method === 'POST' ? 'question' : '')
  },
})

/** The program with another library, and the same one with this library. */
const both = (lines, here, method) => [
  { ...program(lines, method), bundle: bundleWithLibraries },
  program(here, method),
]

const UNAVAILABLE = {
  resources: {
    '/events': [
      ending(stream('data: hello\n\n', PRICE)),
      { status: 503, then: 'end' },
      data('again'),
    ],
  },
}

testDocument('docs/migration.md', {
  "From the browser's own EventSource": [program([...LINES, /ended/, /401/])],
  'From eventsource 3, 4 and 5': both(ALL, ALL),
  'From event-source-polyfill': both(ALL, ALL),
  // An event without data is one to it.
  'From extended-eventsource': both(['message ', ...ALL], ALL),
  'From reconnecting-eventsource': [
    // It dispatches one error for both failures.
    { ...UNAVAILABLE, lines: [...LINES, 'error', 'message again'], bundle: bundleWithLibraries },
    { ...UNAVAILABLE, lines: [...LINES, 'error undefined', 'error 503', 'message again'] },
  ],
})

testDocument('docs/migration-callbacks.md', {
  // An event without data is one to it.
  'From @microsoft/fetch-event-source': both(['message ', ...LINES], LINES, 'POST'),
  // It requests again after a refusal.
  'From event-source-plus': both([...LINES, 'error 401', 'error 401'], [...LINES, 'error 401']),
  // It does not report the end, and requests again after a refusal.
  'From sse.js': both([...LINES, 'error 401', 'error 401'], ALL, 'POST'),
  // It reports neither.
  'From eventsource-client': both(LINES, [...LINES, 'error 401']),
  'From eventsource-parser': both(LINES, LINES),
})

const IN_NODE = {
  'From eventsource 2': [ALL, ALL],
  'From launchdarkly-eventsource': [
    [...LINES, 'end', 'error 401'],
    [...LINES, 'end', 'error 401'],
  ],
}

for (const [heading, lines] of Object.entries(IN_NODE)) {
  test(`docs/migration.md: ${heading}`, async (t) => {
    const samples = samplesOf('docs/migration.md').filter((sample) => sample.heading === heading)
    const [other, own] = ['before in Node', 'run in Node'].map(
      (note) => samples.find((sample) => sample.note === note).code,
    )
    const bundle = (code) =>
      bundleWithLibraries(code.replace("'eventsource'", "'eventsource-2'"), {
        platform: 'node',
        format: 'cjs',
      })
    for (const [index, options] of [{ bundle }, {}].entries()) {
      const { url, log } = await script(...PRICES)
      const code = [other, own][index]
      const logged = await runInNode(t, code, { url, count: lines[index].length, ...options })
      assert.deepEqual(logged, lines[index])
      const { requests } = await log()
      assert.equal(requests[0].headers.authorization, 'Bearer secret')
    }
  })
}

// The sessions that every run of the tests has; `npm run adversary` has thousands.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explain, runSessions } from './sessions.js'

const TIMEOUT = 240_000

for (const [runtime, count] of [
  ['Node', 200],
  ['Chromium', 120],
]) {
  test(
    `whatever a hostile server does in ${count} sessions, it breaks no promise in ${runtime}`,
    { timeout: TIMEOUT },
    async (t) => {
      const { figures, failures } = await runSessions(runtime, { first: 1, count })
      t.diagnostic(JSON.stringify(figures))
      assert.equal(figures.sessions, count)
      assert.ok(figures.third > count / 5, 'third parties are reached')
      assert.equal(explain(failures, runtime), '')
    },
  )
}

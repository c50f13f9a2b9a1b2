// A short run of the faults in the browser that EVENTSOURCE_TEST_ENGINE names, driven by WebDriver, and beside it service workers that
// Firefox ends, with the responses that have passed through them, 30 seconds after their last event.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withPage } from '../../engine_page.js'
import { origin } from '../../page/server.js'
import { TIMEOUT, everyFault, report, runFaults } from '../chaos.js'
import { WORKER_TIMEOUT, receiveThroughServiceWorkers } from '../service_worker.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const ROUNDS = 3

/** Where an engine differs from Chromium. */
const DIFFERENCES = {
  // Repeats a request by itself, once, if the connection ends before the first byte of a response.
  Firefox: { repeats: ROUNDS },
  // Reports most cuts as the end of the body; both are reestablished.
  WebKitGTK: {},
}

describe(ENGINE, { concurrency: true }, () => {
  test(`no event is lost or duplicated in ${ENGINE}`, { timeout: TIMEOUT }, (t) =>
    withPage(ENGINE, TIMEOUT, async (page) => {
      const results = await runFaults({
        address: origin,
        faults: ROUNDS * everyFault('http1', 1),
        newPage: () => page,
        sources: 1,
        ...DIFFERENCES[ENGINE],
      })
      report(t, results)
    }),
  )

  if (ENGINE !== 'Firefox') return
  test(
    'a source loses no event when the service worker that its stream passes through ends',
    { timeout: WORKER_TIMEOUT },
    async () => {
      assert.deepEqual(await receiveThroughServiceWorkers(ENGINE), [1, 1, 0])
    },
  )
})

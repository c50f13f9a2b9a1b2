// A short run of the faults in the browser that EVENTSOURCE_TEST_ENGINE names, driven by WebDriver.

import { test } from 'node:test'
import { withPage } from '../../engine_page.js'
import { origin } from '../../page/server.js'
import { TIMEOUT, everyFault, report, runFaults } from '../chaos.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const ROUNDS = 3

/** Where an engine differs from Chromium. */
const DIFFERENCES = {
  // Repeats a request by itself, once, if the connection ends before the first byte of a response.
  Firefox: { repeats: ROUNDS },
  // Reports most cuts as the end of the body; both are reestablished.
  WebKitGTK: {},
}

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

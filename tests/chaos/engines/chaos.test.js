// A short chaos in a browser that only WebDriver drives, named by EVENTSOURCE_TEST_ENGINE.

import { test } from 'node:test'
import { withPage } from '../../engine_page.js'
import { origin } from '../../page/server.js'
import { PATIENCE, everyFault, report, survive } from '../chaos.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const ROUNDS = 3

/** Where an engine differs from Chromium. */
const DIFFERENCES = {
  // It sends a request again by itself, once, if the connection ends before a byte of an answer.
  Firefox: { repeats: ROUNDS },
  // It tells most cuts as ends, which comes to the same.
  WebKitGTK: {},
}

test(`nothing is lost and nothing doubled in ${ENGINE}`, { timeout: PATIENCE }, (t) =>
  withPage(ENGINE, PATIENCE, async (page) => {
    const survived = await survive({
      address: origin,
      faults: ROUNDS * everyFault('http1', 1),
      newPage: () => page,
      sources: 1,
      ...DIFFERENCES[ENGINE],
    })
    report(t, survived)
  }),
)

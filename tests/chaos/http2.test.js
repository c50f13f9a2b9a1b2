// The faults of an HTTP/2 server, where many streams share a connection.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { startTestServer } from '../server/server.js'
import { TIMEOUT, everyFault, report, runFaults } from './chaos.js'
import { PLANS } from './faults.js'

test(
  'no event is lost or duplicated over HTTP/2, whatever ends a stream or its connection',
  { timeout: TIMEOUT },
  async (t) => {
    const { address, secureAddress, close } = await startTestServer({ secure: true })
    t.after(close)
    const results = await runFaults({
      address,
      front: secureAddress,
      faults: everyFault('http2'),
      plan: 'http2',
      newPage: () => openLibrary(t, { from: secureAddress }),
      // If the byte before the end of a connection does not arrive, Chromium repeats the request by itself.
      repeats: PLANS.http2.filter((fault) => fault === 'disconnect').length,
    })
    report(t, results)
    const { network, end } = results.reasons
    assert.ok(network > end, 'a reset stream is a network error')
  },
)

// The faults of a server that speaks HTTP/2, where many streams share a connection.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { startTestServer } from '../server/server.js'
import { PATIENCE, everyFault, report, survive } from './chaos.js'
import { PLANS } from './faults.js'

test(
  'nothing is lost and nothing doubled over HTTP/2, whatever ends a stream or its connection',
  { timeout: PATIENCE },
  async (t) => {
    const { address, secureAddress, close } = await startTestServer({ secure: true })
    t.after(close)
    const survived = await survive({
      address,
      front: secureAddress,
      faults: everyFault('http2'),
      plan: 'http2',
      newPage: () => openLibrary(t, { from: secureAddress }),
      // The byte before the end of a connection may not get through, and then Chromium asks again by itself.
      repeats: PLANS.http2.filter((fault) => fault === 'disconnect').length,
    })
    report(t, survived)
    const { network, end } = survived.reasons
    assert.ok(network > end, 'a stream that is reset has not ended')
  },
)

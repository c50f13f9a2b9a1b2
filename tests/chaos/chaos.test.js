// Every fault of a server in the plan for HTTP/1.1, some hundred times.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { origin } from '../page/server.js'
import { TIMEOUT, enoughFaults, report, runFaults } from './chaos.js'
import { PLACES } from './faults.js'

test(
  'no event is lost or duplicated, at whatever offset a stream is cut and with any other fault of a server',
  { timeout: TIMEOUT },
  async (t) => {
    const faults = enoughFaults()
    const results = await runFaults({ address: origin, faults, newPage: () => openLibrary(t) })
    report(t, results)
    assert.equal(results.places, PLACES)
  },
)

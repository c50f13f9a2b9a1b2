// Every fault of a server that we know, some hundred times.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { origin } from '../page/server.js'
import { PATIENCE, enoughFaults, report, survive } from './chaos.js'
import { PLACES } from './faults.js'

test(
  'nothing is lost and nothing doubled, wherever a stream is cut and whatever else a server does',
  { timeout: PATIENCE },
  async (t) => {
    const faults = enoughFaults()
    const survived = await survive({ address: origin, faults, newPage: () => openLibrary(t) })
    report(t, survived)
    assert.equal(survived.places, PLACES)
  },
)

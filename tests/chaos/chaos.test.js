// Every fault of a server that we know, some hundred times.

import assert from 'node:assert/strict'
import { openLibrary, test } from '../page/browser.js'
import { origin } from '../page/server.js'
import { enoughFaults, survive } from './chaos.js'
import { PLACES } from './faults.js'

test('nothing is lost and nothing doubled, wherever a stream is cut and whatever else a server does', async (t) => {
  const faults = enoughFaults()
  const survived = await survive({ address: origin, faults, newPage: () => openLibrary(t) })
  t.diagnostic(
    `${survived.faults} faults survived, ${survived.events} events checked, ` +
      `longest time without one ${Math.round(survived.longestGap)} ms`,
  )
  assert.equal(survived.places, PLACES)
})

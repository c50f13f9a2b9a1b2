// Streams through service workers in Firefox, which ends a service worker, and with it the responses that have passed through it,
// 30 seconds after its last event.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TIMEOUT, receiveThroughServiceWorkers } from '../service_worker.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE

const testOfFirefox = ENGINE === 'Firefox' ? test : () => {}

testOfFirefox(
  'a source loses no event when the service worker that its stream passes through ends',
  { timeout: TIMEOUT },
  async () => {
    assert.deepEqual(await receiveThroughServiceWorkers(ENGINE), [1, 1, 0])
  },
)

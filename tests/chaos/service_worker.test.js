// Streams through service workers in Chromium, which ends none while a response passes through it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WORKER_TIMEOUT, receiveThroughServiceWorkers } from './service_worker.js'

test(
  'a stream through a service worker stays open for longer than 30 seconds',
  { timeout: WORKER_TIMEOUT },
  async () => {
    assert.deepEqual(await receiveThroughServiceWorkers('Chromium'), [0, 0, 0])
  },
)

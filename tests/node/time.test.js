// Whatever a stream contains, it leaves the program time for other tasks.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { events } from '../../dist/index.js'

/** Far more than are read in a time slice. */
const ENDLESS = 1_000_000

test('a stream of empty chunks lets timers fire', async () => {
  let chunks = 0
  let isOver = false
  const stream = new ReadableStream({
    pull(controller) {
      if (isOver || ++chunks === ENDLESS) controller.close()
      else controller.enqueue(new Uint8Array())
    },
  })
  setTimeout(() => (isOver = true))
  for await (const { type } of events(stream)) assert.fail(type)
  assert.ok(chunks < ENDLESS, 'the timer fired before the end')
})

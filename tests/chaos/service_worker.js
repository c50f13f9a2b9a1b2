/* global document */

// Streams through service workers for longer than the 30 seconds that engines keep a service worker without events.

import assert from 'node:assert/strict'
import { withBrowser } from '../engines.js'
import { startFeed } from '../share/feed.js'

/** In milliseconds, for the test. */
export const WORKER_TIMEOUT = 180_000

/** Milliseconds between messages, and the count of messages that a source receives. */
const INTERVAL = 500
const COUNT = 72

/** The service worker responds with the body from the server, with a stream of its own, or not at all (see interceptor.js). */
const MODES = ['fetch', 'pipe', 'ignore']

/** Runs in a page: receives through each kind of service worker, in a frame that it controls. */
const receive = (modes, count) =>
  Promise.all(
    modes.map(async (mode) => {
      const scope = `/page?mode=${mode}`
      const script = `/worker?classic=/conformance/interceptor.js&mode=${mode}`
      const { installing } = await navigator.serviceWorker.register(script, { scope })
      await new Promise((resolve) => {
        const onChange = () => installing.state === 'activated' && resolve()
        installing.onstatechange = onChange
        onChange()
      })
      const frame = document.createElement('iframe')
      frame.src = `${scope}&script=/library.js`
      document.body.append(frame)
      await new Promise((resolve) => (frame.onload = resolve))
      const { library } = frame.contentWindow
      const source = new library.FetchEventSource('/feed', { backoff: { initial: 10 } })
      await new Promise((resolve) => (source.onopen = resolve))
      const { port1, port2 } = new MessageChannel()
      installing.postMessage('log', [port2])
      const log = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)))
      const numbers = []
      const errors = []
      source.onerror = ({ willReconnect }) => errors.push({ willReconnect, after: numbers.at(-1) })
      await new Promise((resolve) => {
        source.onmessage = ({ data }) => numbers.push(Number(data)) === count && resolve()
      })
      source.close()
      return { numbers, errors, intercepted: (await log).length }
    }),
  )

/** Asserts that every message arrives once; resolves to how often the connection of each source was broken. */
export async function receiveThroughServiceWorkers(engine) {
  const { feed, address, close } = await startFeed(INTERVAL)
  try {
    return await withBrowser(engine, async ({ session, open, evaluate }) => {
      await session.manage().setTimeouts({ script: WORKER_TIMEOUT })
      await open(`${address}/page?`)
      const results = await evaluate(receive, MODES, COUNT)
      for (const { numbers, intercepted } of results) {
        assert.equal(intercepted, 1)
        assert.deepEqual(
          numbers,
          numbers.map((_, index) => numbers[0] + index),
        )
      }
      const errors = results.flatMap(({ errors }) => errors)
      assert.ok(errors.every(({ willReconnect }) => willReconnect))
      const resumed = feed.requests.map(({ lastEventId }) => lastEventId).filter(Boolean)
      assert.deepEqual(resumed.map(Number).sort(), errors.map(({ after }) => after).sort())
      return results.map(({ errors }) => errors.length)
    })
  } finally {
    await close()
  }
}

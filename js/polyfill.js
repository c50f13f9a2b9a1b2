// Puts our EventSource on the global object where there is none.

import { FetchEventSource, live } from './index.js'

if (!globalThis.EventSource) {
  // Like every interface's, the global property is not enumerable.
  Object.defineProperty(globalThis, 'EventSource', {
    value: FetchEventSource,
    writable: true,
    configurable: true,
  })

  // What a page's `stop()` does to a fetch looks like a broken network, and must not be answered with another attempt.
  const { stop } = globalThis
  if (stop) {
    globalThis.stop = function () {
      stop.call(this)
      for (const state of live) state.stop()
    }
  }
}

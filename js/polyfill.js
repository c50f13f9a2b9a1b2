// Installs `EventSource` on the global object where there is none.

import { FetchEventSource, openStates } from './index.js'

if (!globalThis.EventSource) {
  // Like every interface's, the global property is not enumerable.
  Object.defineProperty(globalThis, 'EventSource', {
    value: FetchEventSource,
    writable: true,
    configurable: true,
  })

  // What `window.stop()` does to a fetch looks like a network error, after which another attempt would follow.
  const { stop } = globalThis
  if (stop) {
    globalThis.stop = function () {
      stop.call(this)
      for (const state of openStates) state.stop()
    }
  }
}

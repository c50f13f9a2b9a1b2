// Puts our EventSource on the global object where there is none.

import { FetchEventSource } from './index.js'

if (!globalThis.EventSource) {
  // Like every interface's, the global property is not enumerable.
  Object.defineProperty(globalThis, 'EventSource', {
    value: FetchEventSource,
    writable: true,
    configurable: true,
  })
}

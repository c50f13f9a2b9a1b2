/* global addEventListener */

// A service worker that opens the URL of each message, and posts the first error with all that was fetched until then.

import { FetchEventSource } from '/dist/index.js'

addEventListener('message', ({ source: client, data: url }) => {
  const { fetch } = globalThis
  const requested = []
  globalThis.fetch = (input, init) => {
    requested.push(`${input}`)
    return fetch(input, init)
  }
  const source = new FetchEventSource(url)
  source.onerror = ({ reason, message, willReconnect }) =>
    client.postMessage({ reason, message, willReconnect, requested })
})

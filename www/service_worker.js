/* global clients, registration, skipWaiting */

// The demo's server in a service worker, for pages from a static host.

import { respond } from './streams.js'

addEventListener('install', () => skipWaiting())

// A page that was loaded before this worker, or by a forced reload, is not controlled by it until it is claimed.
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', (event) => event.waitUntil(clients.claim()))

/** The last event ID that the native EventSource of each run has received. */
const lastIds = new Map()

const isNative = (query) => query.get('source') === 'native'

const platform = {
  /**
   * Chromium closes a native EventSource for good when the body of a service worker's response fails, but not when a connection
   * breaks. Ending the body has the effect of a broken connection: the EventSource reconnects.
   */
  canBreak: (query) => !isNative(query),

  /** Chromium does not pass the Last-Event-ID header of a native EventSource to a service worker. */
  lastEventId: (query) => (isNative(query) ? lastIds.get(query.get('run')) : undefined),

  recordId(query, id) {
    if (isNative(query)) lastIds.set(query.get('run'), String(id))
  },
}

addEventListener('fetch', (event) => {
  const response = respond(event.request, registration.scope, platform)
  if (response) event.respondWith(response)
})

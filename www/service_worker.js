/* global clients, registration, skipWaiting */

// The demo's server in a service worker, for pages from a static host.

import { respond } from './streams.js'

addEventListener('install', () => skipWaiting())

// A page that was loaded before this worker, or by a forced reload, is not controlled by it until it is claimed.
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  const response = respond(event.request, registration.scope)
  if (response) event.respondWith(response)
})

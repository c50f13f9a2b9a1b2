// The expectations that were wrong at first, because native EventSource showed otherwise in some engine without a violation of
// a standard. Each names a check that was corrected.

export const corrections = [
  {
    check: 'a stream that the service worker breaks is reestablished through it',
    expected: 'A message that the service worker enqueues before the error is dispatched.',
    shown:
      'Chromium and WebKit drop what a stream has queued when it errors, as the Streams Standard requires.',
  },
  {
    check: 'each attempt of a source has one entry of Resource Timing',
    expected: 'A response with status 204 has an entry.',
    shown: 'WebKit cancels the request when it has read the status, and then mostly adds none.',
  },
  {
    check: 'an entry of Resource Timing has the start of the request',
    expected: 'An observer gets the entry of every request.',
    shown: "WebKit notifies no observer while the global's buffer of 250 entries is full.",
  },
  {
    check: 'a redirect that the policy allows is followed',
    expected: 'close() ends a redirected request at once.',
    shown: 'In Firefox it takes effect when the next byte arrives, so the target sends comments.',
  },
  {
    check: 'a source is reestablished after a violation of another request',
    expected: 'A connection that breaks before the response is one request.',
    shown: 'Firefox repeats such a request once.',
  },
  {
    check: 'a stream that the service worker fetches is delivered while it is open',
    expected: 'A controlled page sends every request through its service worker.',
    shown: 'Chromium uses the network if the service worker does not start in time.',
  },
  {
    check: 'a redirect that the service worker creates is followed',
    expected: 'The target of the redirect is requested from the network.',
    shown: 'It is intercepted again in every engine.',
  },
  {
    check: 'an opaque response of the service worker is a network error',
    expected: 'The source reconnects.',
    shown: 'The engines disagree whether it does, and the standard allows both.',
  },
  {
    check: 'upgrade-insecure-requests upgrades the request and not the URL of a source',
    expected: 'Every request is upgraded.',
    shown: 'Chromium and Firefox upgrade no request to a loopback address, so the URL has a name.',
  },
]

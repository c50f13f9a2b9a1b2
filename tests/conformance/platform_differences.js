// The known differences where EventSource meets other standards: see differences.js.

const CHROMIUM = ['Chromium']
const FIREFOX = ['Firefox']
const WEBKIT = ['WebKitGTK']
const WORKERS = ['dedicated', 'shared', 'service']

/** Differences that native and FetchEventSource share. */
export const both = [
  {
    check: 'capturing listeners are called before others',
    engines: CHROMIUM,
    reason:
      'Chromium calls the listeners of a target that is not a node in the order in which they were added.',
  },
  {
    check: 'Sec-Fetch-Site is kept by a redirect to another origin and back',
    engines: FIREFOX,
    reason: 'Firefox sends `cross-site` after a redirect from another origin.',
  },
  {
    check: 'Sec-Fetch-Site is kept by a redirect to another origin and back',
    engines: WEBKIT,
    reason: 'WebKit sends no Sec-Fetch-Site after a redirect from another origin.',
  },
  {
    check: 'a source in a sandboxed frame has no referrer',
    engines: WEBKIT,
    reason: 'WebKit sends the URL of a sandboxed document.',
  },
  {
    check: [
      'a source in a sandboxed frame sends no SameSite=Lax cookies with withCredentials',
      'SameSite=Strict cookies are not sent from a frame in a page of another site',
      'SameSite=Lax cookies are not sent from a frame in a page of another site',
    ],
    engines: WEBKIT,
    reason: 'WebKitGTK compares the site of a request with that of the frame only.',
  },
  {
    check: 'a source of HTTP on a loopback address is no mixed content',
    engines: WEBKIT,
    reason: 'WebKit blocks loopback addresses as mixed content.',
  },
]

export const fetchEventSource = [
  {
    check: 'microtasks run between the listeners of an event',
    reason:
      'A script dispatches the event, and microtasks run when no script is running: after the last listener.',
  },
  {
    check: 'a request has exactly the headers of a native one',
    engines: FIREFOX,
    globals: WORKERS,
    reason: "Firefox's native EventSource sends no Referer from workers, and its `fetch` does.",
  },
  {
    check: 'the constructor of a removed frame neither throws nor connects',
    engines: CHROMIUM,
    reason: 'In Chromium the global of a removed frame has no URL and no DOMException.',
  },
  {
    check: 'a source in an about:srcdoc document has the referrer of its creator',
    engines: WEBKIT,
    reason: "WebKit's `fetch` sends no Referer from such a document.",
  },
  {
    check: 'a stream of another origin without CORS fails under COEP require-corp',
    reason:
      'The policy also blocks the request in mode no-cors that tells a failed CORS check from an unreachable server. So the source reconnects.',
  },
  {
    check: 'the Last-Event-ID of an ID beyond ASCII reaches the server through the service worker',
    engines: CHROMIUM,
    reason:
      'Chromium decodes the header as UTF-8 for the service worker, and sends it as Latin-1 with `?` for other characters.',
  },
  {
    check: 'the Last-Event-ID of an ID beyond ASCII reaches the server through the service worker',
    engines: WEBKIT,
    reason: "WebKit's `fetch` encodes the bytes of a header a second time.",
  },
  {
    check: [
      'a source of HTTP in a document of HTTPS is blocked as mixed content',
      'a redirect from HTTPS to HTTP is blocked as mixed content',
    ],
    reason:
      'To `fetch`, mixed content is indistinguishable from an unreachable server, which is retried. A script cannot predict it from the URL either: it cannot read whether a policy upgrades the request.',
  },
  {
    check: 'upgrade-insecure-requests upgrades the request and not the URL of a source',
    engines: CHROMIUM,
    reason: 'In Chromium `response.url` is the URL before the upgrade, and so is `event.origin`.',
  },
  {
    check: 'connect-src is matched after upgrade-insecure-requests',
    engines: CHROMIUM,
    reason: 'Chromium matches connect-src before it upgrades the request of a `fetch`.',
  },
  {
    check: 'the initiator type of a source is other',
    reason: 'The initiator type of a `fetch` is `fetch`.',
  },
  {
    check: [
      'a stream of another origin with CORS opens under COEP require-corp',
      'withCredentials sends cookies under COEP require-corp',
    ],
    engines: WEBKIT,
    globals: ['dedicated'],
    implementations: ['module'],
    reason: 'WebKit cannot load a dedicated worker whose script is a module and has the policy.',
  },
]

export const native = [
  {
    check: [
      "a base element with href='data:text/plain,a' is ignored",
      "a base element with href='javascript:1' is ignored",
    ],
    engines: WEBKIT,
    reason: 'WebKit ignores no base element because of its scheme.',
  },
  {
    check: "a base element with href='http://[' is ignored",
    engines: CHROMIUM,
    reason: 'Chromium does not ignore a base element whose URL is invalid.',
  },
  {
    check: 'a source in a sandboxed frame has no referrer',
    engines: FIREFOX,
    reason: 'Firefox sends the origin of a sandboxed document.',
  },
  {
    check: [
      'a redirect that the service worker follows has the final origin',
      'a response of another URL has the origin of that URL',
    ],
    engines: CHROMIUM,
    reason: 'In Chromium `event.origin` is that of the request.',
  },
  {
    check: 'a stream that the service worker breaks is reestablished through it',
    engines: [...CHROMIUM, ...FIREFOX],
    reason: 'Chromium and Firefox fail the connection if a stream of a service worker breaks.',
  },
  {
    check: [
      'the request of a reconnection has Last-Event-ID in the fetch event',
      'the Last-Event-ID of an ASCII ID reaches the server through the service worker',
      'the Last-Event-ID of an ID beyond ASCII reaches the server through the service worker',
    ],
    engines: CHROMIUM,
    reason: 'Chromium hides Last-Event-ID from service workers.',
  },
  {
    check: [
      'Response.error() of the service worker is a network error, and the source reconnects',
      'a rejected promise of the service worker is a network error, and the source reconnects',
      'a promise that is not fulfilled with a response of the service worker is a network error, and the source reconnects',
    ],
    engines: FIREFOX,
    reason: 'Firefox fails the connection after a network error of a service worker.',
  },
  {
    check: 'a stream that a replaced service worker fetched does not fail',
    engines: FIREFOX,
    reason: 'Firefox fails the connection.',
  },
  {
    check: 'a stream of the network continues when the service worker is replaced',
    engines: FIREFOX,
    globals: ['dedicated', 'shared'],
    reason: 'In Firefox the reconnection of a worker does not go through the new service worker.',
  },
  {
    check: [
      'each attempt of a source has one entry of Resource Timing',
      'the initiator type of a source is other',
      'an entry of Resource Timing has the start of the request',
    ],
    engines: FIREFOX,
    globals: WORKERS,
    reason: 'Firefox adds no entry for a source of a worker.',
  },
  {
    check: 'the initiator type of a source is other',
    engines: WEBKIT,
    reason: 'In WebKit it is `eventsource`.',
  },
]

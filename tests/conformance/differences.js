// The known differences from the standard, with their reasons. A check that is listed here and passes is a failure.
//
//   check    the name of the check, or several
//   of       'native' or 'FetchEventSource'
//   engines, globals, implementations   where it differs; everywhere if absent

import * as platform from './platform_differences.js'
import * as policy from './policy_differences.js'

const CHROMIUM = ['Chromium']
const FIREFOX = ['Firefox']
const WEBKIT = ['WebKitGTK']
const WORKERS = ['dedicated', 'shared', 'service']

const fetchEventSource = [
  {
    check: 'events are trusted',
    reason: 'Events that a script dispatches are never trusted.',
  },
  {
    check: [
      'the prototype has exactly the members of the standard',
      'the constructor has no own properties but the constants',
    ],
    reason:
      'FetchEventSource also has the members that are proposed for the standard: fromReadableStream, lastEventId, reconnectionTime and reset. Beside them it has reconnect and Symbol.dispose.',
  },
  {
    check: 'a message is a MessageEvent, not an instance of a derived class',
    engines: CHROMIUM,
    reason:
      "In Chromium a derived class with its own getters takes half the time of MessageEvent's constructor.",
  },
  {
    check: 'Last-Event-ID needs no preflight',
    reason: 'Only the browser itself can send this header to another origin without a preflight.',
  },
  {
    check: 'open fires when the headers arrive',
    engines: FIREFOX,
    reason: "Firefox's `fetch` resolves with the first byte of the body.",
  },
  {
    check: 'close() ends the connection of a redirected request',
    engines: FIREFOX,
    reason: 'In Firefox, aborting a redirected fetch takes effect only when its next byte arrives.',
  },
  {
    check: 'Last-Event-ID is the UTF-8 of the ID',
    engines: WEBKIT,
    reason: "WebKit's `fetch` encodes the bytes of a header a second time.",
  },
  {
    check: 'a source blocked by the policy of a worker fails',
    engines: WEBKIT,
    reason:
      "WebKit fires no event for a violation of a worker's policy. A blocked request is indistinguishable from an unreachable server and is retried.",
  },
]

fetchEventSource.push(
  {
    check: 'a redirect to another origin requires CORS',
    reason:
      "A script cannot tell a redirect that CORS refuses from an unreachable server without a second request to the page's own origin, which the page did not ask for. So it is retried, at most once in the initial reconnection time.",
  },
  {
    check: 'a policy that only reports has one violation',
    engines: CHROMIUM,
    reason: 'Chromium reports each `fetch` twice to a policy that only reports.',
  },
)

const native = [
  {
    check: "the URL 'http://a b/' is a SyntaxError",
    engines: CHROMIUM,
    reason: 'Chromium encodes a space in a host as %20.',
  },
  {
    check: 'a URL with a user name and a password is requested',
    engines: CHROMIUM,
    reason: 'Chromium blocks such URLs for all requests but navigations.',
  },
  {
    check: [
      "the type 'text/event-stream; charset=windows-1252' is accepted",
      'a stream is UTF-8, whatever the charset of its type',
    ],
    engines: CHROMIUM,
    reason: 'Chromium fails the connection if the type names another encoding.',
  },
  {
    check: ["retry: '' is ignored", 'retry without a colon is ignored'],
    engines: [...CHROMIUM, ...WEBKIT],
    reason: 'Chromium and WebKit reset the reconnection time to their default of 3 seconds.',
  },
  {
    check: [
      "retry: '+60000' is ignored",
      "retry: ' 60000' is ignored",
      "retry: '60000 ' is ignored",
    ],
    engines: WEBKIT,
    reason: 'WebKit accepts a sign and spaces.',
  },
  {
    check: 'the ID of a block without data is sent',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit do not send an ID that no message had.',
  },
  {
    check: 'an ID may follow the data, or be in a block without data',
    engines: FIREFOX,
    reason: 'Firefox drops the ID of a block without data.',
  },
  {
    check: 'after a redirect the next attempt requests the URL of the last response',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit request the first URL again.',
  },
  {
    check: 'a data: URL is fetched',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit do not fetch data: URLs.',
  },
  {
    check: 'a blob: URL is fetched',
    engines: FIREFOX,
    reason: 'Firefox does not fetch blob: URLs.',
  },
  {
    check: 'a blob: URL is fetched',
    engines: WEBKIT,
    reason: 'In WebKit the origin of the messages is `blob://`.',
  },
  {
    check: 'open fires when the headers arrive',
    engines: FIREFOX,
    reason: 'Firefox fires `open` with the first byte of the body.',
  },
  {
    check: 'an unreachable server is retried',
    engines: FIREFOX,
    reason: 'Firefox fails the connection if the server of another origin is unreachable.',
  },
  {
    check: ['data may hold NUL', 'an ID with NUL is ignored'],
    engines: FIREFOX,
    reason: 'Firefox drops NUL from data, and a block whose ID contains NUL.',
  },
  {
    check: 'retry: 4294967296 does not reconnect immediately',
    engines: FIREFOX,
    reason: 'Firefox stores the reconnection time in 32 bits.',
  },
  {
    check: 'retry: 400 is the time between two connections',
    engines: FIREFOX,
    reason: 'The minimum reconnection time in Firefox is half a second.',
  },
  {
    check: [
      'a same-origin request has the full referrer and no Origin',
      'a cross-origin request has the origin as referrer, and Origin',
    ],
    engines: FIREFOX,
    globals: WORKERS,
    reason: 'Firefox sends no Referer from workers.',
  },
  {
    check: 'the last of several types is used',
    engines: WEBKIT,
    reason: 'WebKit uses the first one.',
  },
  {
    check: ['a stream may arrive byte by byte', 'a byte order mark may be split over chunks'],
    engines: WEBKIT,
    reason: 'WebKit does not recognize a byte order mark that is split over chunks.',
  },
  {
    check: [
      'window.stop() fails connections',
      'window.stop() fails a connection that has no response yet',
    ],
    engines: WEBKIT,
    reason: 'WebKit closes the connection without an event.',
  },
  {
    check: [
      'a source blocked by connect-src fails with one violation',
      'a source blocked by the policy of a worker fails',
    ],
    engines: WEBKIT,
    reason: 'In WebKit the constructor throws a SecurityError.',
  },
]

const lists = [{ both: [], fetchEventSource, native }, platform, policy]

export const differences = lists.flatMap(({ both, fetchEventSource, native }) => [
  ...[...both, ...fetchEventSource].map((difference) => ({
    ...difference,
    of: 'FetchEventSource',
  })),
  ...[...both, ...native].map((difference) => ({ ...difference, of: 'native' })),
])

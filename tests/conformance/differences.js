// What is known to differ from the standard, and why. A check that is listed here and passes is a failure.
//
//   check    the name of the check, or several
//   of       'native' or 'ours'
//   engines, globals   where; everywhere if they are absent

const CHROMIUM = ['Chromium']
const FIREFOX = ['Firefox']
const WEBKIT = ['WebKitGTK']
const WORKERS = ['dedicated', 'shared', 'service']

const ours = [
  {
    check: 'events are trusted',
    reason: 'No script can make a trusted event.',
  },
  {
    check: [
      'the prototype has the members of the standard and no other',
      'the constructor has the constants and nothing else of its own',
    ],
    reason:
      'Ours has what is proposed for the standard as well: fromReadableStream, lastEventId, reconnectionTime and reset.',
  },
  {
    check: 'a message is a MessageEvent and of no class derived from it',
    engines: CHROMIUM,
    reason:
      "In Chromium a derived class with getters of its own costs half of what MessageEvent's constructor costs.",
  },
  {
    check: 'Last-Event-ID needs no preflight',
    reason: 'Only the browser may send this header to another origin without asking first.',
  },
  {
    check: 'an answer is announced when its head arrives',
    engines: FIREFOX,
    reason: "Firefox's `fetch` gives the answer with the first byte of its body.",
  },
  {
    check: 'close() ends the connection of a redirected request',
    engines: FIREFOX,
    reason: 'Firefox lets go of a redirected fetch that was aborted when another byte of it comes.',
  },
  {
    check: 'Last-Event-ID is the UTF-8 of the ID',
    engines: WEBKIT,
    reason: "WebKit's `fetch` encodes the bytes of a header a second time.",
  },
  {
    check: "a worker's policy that forbids to connect fails the connection",
    engines: WEBKIT,
    reason:
      'WebKit fires no event when the policy of a worker is violated, so what it forbids looks like a server that is down, and is tried again.',
  },
]

const native = [
  {
    check: "the URL 'http://a b/' is a SyntaxError",
    engines: CHROMIUM,
    reason: 'Chromium takes a space in a host for %20.',
  },
  {
    check: 'a URL with a user name and a password is requested',
    engines: CHROMIUM,
    reason: 'Chromium refuses such URLs for everything but documents.',
  },
  {
    check: [
      "the type 'text/event-stream; charset=windows-1252' is a stream's",
      'a stream is UTF-8, whatever its type says',
    ],
    engines: CHROMIUM,
    reason: 'Chromium refuses a stream whose type names another encoding.',
  },
  {
    check: ["retry: '' is ignored", 'retry without a colon is ignored'],
    engines: [...CHROMIUM, ...WEBKIT],
    reason: 'Chromium and WebKit go back to their default of 3 seconds.',
  },
  {
    check: [
      "retry: '+60000' is ignored",
      "retry: ' 60000' is ignored",
      "retry: '60000 ' is ignored",
    ],
    engines: WEBKIT,
    reason: 'WebKit takes a number with a sign or spaces.',
  },
  {
    check: 'an ID that came without data is sent as well',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit do not send an ID that no message has had.',
  },
  {
    check: 'an ID may follow the data, or come without',
    engines: FIREFOX,
    reason: 'Firefox drops an ID that comes without data.',
  },
  {
    check: 'after a redirect the next attempt goes to where the last one ended',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit go back to the first URL.',
  },
  {
    check: 'a data: URL is fetched',
    engines: [...FIREFOX, ...WEBKIT],
    reason: 'Firefox and WebKit refuse data: URLs.',
  },
  {
    check: 'a blob: URL is fetched',
    engines: FIREFOX,
    reason: 'Firefox refuses blob: URLs.',
  },
  {
    check: 'a blob: URL is fetched',
    engines: WEBKIT,
    reason: 'WebKit gives `blob://` as the origin of the messages.',
  },
  {
    check: 'an answer is announced when its head arrives',
    engines: FIREFOX,
    reason: 'Firefox announces an answer with the first byte of its body.',
  },
  {
    check: 'a server that is down is asked again',
    engines: FIREFOX,
    reason: "Firefox gives up on another origin's server that is down.",
  },
  {
    check: ['data may hold NUL', 'an ID with NUL is ignored'],
    engines: FIREFOX,
    reason: 'Firefox drops NUL from data, and a block whose ID has one.',
  },
  {
    check: 'retry: 4294967296 is not at once',
    engines: FIREFOX,
    reason: 'Firefox counts the reconnection time in 32 bits.',
  },
  {
    check: 'retry: 400 is the time between two connections',
    engines: FIREFOX,
    reason: 'Firefox waits for half a second at least.',
  },
  {
    check: [
      'a request to its own origin says where it comes from',
      'a request to another origin says from which it comes, and no more',
    ],
    engines: FIREFOX,
    globals: WORKERS,
    reason: 'Firefox sends no Referer from workers.',
  },
  {
    check: 'of several types the last one counts',
    engines: WEBKIT,
    reason: 'WebKit lets the first one count.',
  },
  {
    check: ['a stream may come byte by byte', 'a byte order mark may be split over chunks'],
    engines: WEBKIT,
    reason: 'WebKit does not know a byte order mark that is split over chunks.',
  },
  {
    check: [
      'window.stop() fails connections',
      'window.stop() fails a connection without an answer yet',
    ],
    engines: WEBKIT,
    reason: 'WebKit ends the connection and says nothing.',
  },
  {
    check: [
      'a policy that forbids to connect fails the connection, and is violated once',
      "a worker's policy that forbids to connect fails the connection",
    ],
    engines: WEBKIT,
    reason: 'In WebKit the constructor throws a SecurityError.',
  },
]

export const differences = [
  ...ours.map((difference) => ({ ...difference, of: 'ours' })),
  ...native.map((difference) => ({ ...difference, of: 'native' })),
]

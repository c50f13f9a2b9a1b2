// The known differences of Content Security Policy and referrer policies: see differences.js.

const CHROMIUM = ['Chromium']
const FIREFOX = ['Firefox']
const WEBKIT = ['WebKitGTK']
const WORKERS = ['dedicated', 'shared', 'service']

/** Checks whose source is blocked by a policy, of the document or of the worker. */
const BLOCKED = [
  "a source that is blocked by connect-src 'none' fails without a request",
  'a source that is blocked by an empty connect-src fails without a request',
  'a source that is blocked by another host in connect-src fails without a request',
  'a source that is blocked by another scheme in connect-src fails without a request',
  'a source that is blocked by another path in connect-src fails without a request',
  'a source that is blocked by default-src fails without a request',
  "a source of another origin is blocked by 'self' without a request",
  'one of two policies in one header blocks',
  'a blocked source is CONNECTING at first, and fails asynchronously',
]

/** Of these the checks that read the violation. */
const VIOLATIONS = [
  'a blocked source has one violation of connect-src',
  'a source that is blocked by default-src has one violation of connect-src',
  'an enforced and a reporting policy have a violation each',
  'one of two policies blocks, with the violation of that policy',
  'two policies that block have a violation each',
  'a violation describes the request and the policy',
  "a violation has no user name and password of the source's URL",
  'close() in a listener of the violation prevents the error',
]

const BLOCKED_REDIRECTS = [
  'a redirect that the policy blocks fails the connection',
  'a redirect that the policy blocks at a reconnection fails the connection',
]

const REPORTED = 'a violation is reported once to report-uri'

const REFERRER_IN_WORKERS = [
  'the header Referrer-Policy: origin applies to sources',
  'the header Referrer-Policy: strict-origin applies to sources',
  'the header Referrer-Policy: unsafe-url applies to sources',
  'the header Referrer-Policy: no-referrer-when-downgrade applies to sources',
  'the header Referrer-Policy: same-origin applies to sources',
  'the last valid policy of a header is used',
]

/** Differences that native and FetchEventSource share. */
export const both = [
  {
    check: 'a policy that only reports has one violation',
    engines: WEBKIT,
    globals: ['window'],
    reason: 'WebKit reports each request twice to a policy that only reports.',
  },
  {
    check: [
      'a policy that only reports has one violation',
      'a redirect that the policy blocks has one violation with the original URL',
    ],
    engines: WEBKIT,
    globals: WORKERS,
    reason: "WebKit fires no event for a violation of a worker's policy.",
  },
  {
    check: 'a data: worker inherits the policy of its document',
    engines: WEBKIT,
    globals: ['shared'],
    reason: 'In WebKit a shared worker of a data: URL has no policy.',
  },
]

export const fetchEventSource = [
  {
    check: [
      'a source has no violation of another directive',
      'a source that is allowed is reported to no report-uri',
    ],
    engines: [...CHROMIUM, ...FIREFOX],
    reason:
      "Compiling WebAssembly without 'wasm-unsafe-eval' in script-src is a violation; the JavaScript fallback is loaded then. A service worker cannot load it and needs eventsource-wasm/fallback.",
  },
  {
    check: [
      'a source has no violation of another directive',
      'a source that is allowed is reported to no report-uri',
    ],
    engines: WEBKIT,
    globals: ['service'],
    reason:
      "Without 'wasm-unsafe-eval' in script-src a service worker needs eventsource-wasm/fallback.",
  },
  {
    check: [...BLOCKED, ...VIOLATIONS, ...BLOCKED_REDIRECTS],
    engines: WEBKIT,
    globals: WORKERS,
    reason:
      "WebKit fires no event for a violation of a worker's policy. A blocked request is indistinguishable from an unreachable server and is retried.",
  },
  {
    check: REPORTED,
    engines: WEBKIT,
    globals: WORKERS,
    reason: "WebKit reports no violation of a worker's policy.",
  },
  {
    check: [
      'a blob: worker inherits the policy of its document',
      'a data: worker inherits the policy of its document',
    ],
    engines: WEBKIT,
    globals: ['dedicated'],
    reason: "WebKit fires no event for a violation of a worker's policy, so the source reconnects.",
  },
  {
    check: 'a blob: worker inherits the policy of its document',
    engines: WEBKIT,
    globals: ['shared'],
    reason: "WebKit fires no event for a violation of a worker's policy, so the source reconnects.",
  },
]

export const native = [
  {
    check: [
      ...REFERRER_IN_WORKERS,
      'the header Referrer-Policy: origin-when-cross-origin applies to sources',
      'the header Referrer-Policy: strict-origin-when-cross-origin applies to sources',
      'the default policy sends the URL to the same origin and the origin to another',
      'a referrer of more than 4096 characters is reduced to its origin',
      'the referrer policy of a redirect applies to the next request',
      'a reconnection has the same referrer',
    ],
    engines: FIREFOX,
    globals: WORKERS,
    reason: 'Firefox sends no Referer from workers.',
  },
  {
    check: [...REFERRER_IN_WORKERS, 'the header Referrer-Policy: no-referrer applies to sources'],
    engines: WEBKIT,
    globals: ['dedicated'],
    reason: 'WebKit ignores the referrer policy of a dedicated worker.',
  },
  {
    check: [
      ...VIOLATIONS,
      'a policy that only reports has one violation',
      'a redirect that the policy blocks has one violation with the original URL',
    ],
    engines: FIREFOX,
    globals: WORKERS,
    reason: 'Firefox fires no event for a violation of a source in a worker.',
  },
  {
    check: [
      ...BLOCKED,
      ...VIOLATIONS,
      REPORTED,
      'a data: URL is blocked by *',
      'a blocked source is CLOSED before a response that takes 500 ms',
      'a policy of a meta element blocks',
      'a blob: worker inherits the policy of its document',
    ],
    engines: WEBKIT,
    reason: 'In WebKit the constructor throws a SecurityError.',
  },
  {
    check: 'a data: worker inherits the policy of its document',
    engines: WEBKIT,
    globals: ['dedicated'],
    reason: 'In WebKit the constructor throws a SecurityError.',
  },
]

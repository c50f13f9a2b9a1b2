// What each scenario (see scenarios.js) means for one request. Runs in Node; no I/O.
//
// A plan is `{ interval, size, refusal, lasts, ends, quietAfter, byteDelay, text }`:
//   interval, size   so many messages at once, every so many milliseconds
//   refusal          { status, headers } if the request is refused
//   lasts            milliseconds until the server breaks the connection off, or `ends` the answer
//   quietAfter       milliseconds until the server sends nothing more
//   byteDelay        milliseconds between two bytes
//   text             what message `n` says beside its number

import { OUTAGE_BEGINS } from './scenarios.js'

const ANSWER =
  `Server-sent events are a stream of text that a server keeps open and a page reads as it grows.
Each event may have an ID, and when the connection breaks, the page asks again and says which ID it saw last. The server goes
on from there, and nothing is lost.`.split(/\s+/)

/** A restart: whoever is connected when it begins loses the connection, whoever asks during it is refused. */
function outage({ elapsed, amount }, status, headersOf = () => ({})) {
  const begins = OUTAGE_BEGINS * 1000
  const left = begins + amount * 1000 - elapsed
  if (elapsed < begins) return { lasts: begins - elapsed }
  return left > 0 ? { refusal: { status, headers: headersOf(left) } } : {}
}

const PLANS = {
  steady: () => ({}),
  drop: ({ amount }) => ({ lasts: amount * 1000 }),
  unavailable: (request) => outage(request, 503),
  limited: (request) =>
    outage(request, 429, (left) => ({ 'Retry-After': `${Math.ceil(left / 1000)}` })),
  token: ({ tokenLeft }) =>
    tokenLeft > 0
      ? { lasts: tokenLeft, ends: true }
      : { refusal: { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } } },
  silent: ({ amount }) => ({ quietAfter: amount * 1000 }),
  slow: ({ amount }) => ({ interval: 1000, byteDelay: amount }),
  burst: ({ amount }) => ({ interval: 3000, size: amount }),
  tokens: ({ amount }) => ({
    interval: 1000 / amount,
    text: (n) => ANSWER[(n - 1) % ANSWER.length],
  }),
}

/** `request` is `{ scenario, amount, elapsed, tokenLeft }`, in milliseconds but for the amount; undefined: no such scenario. */
export function planOf(request) {
  if (!Object.hasOwn(PLANS, request.scenario)) return undefined
  return { interval: 500, size: 1, ...PLANS[request.scenario](request) }
}

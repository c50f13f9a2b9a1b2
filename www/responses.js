// How the server responds to one request in each scenario (see scenarios.js). No I/O.
//
// A plan is `{ status, headers, interval, size, endsAfter, breaksAfter, stallsAfter, byteDelay, answer }`:
//   status, headers   of a response that is not a stream
//   interval, size    that many messages at once, with that many milliseconds between
//   endsAfter         milliseconds until the server ends the response
//   breaksAfter       milliseconds until the server breaks the connection
//   stallsAfter       milliseconds until the server stops sending
//   byteDelay         milliseconds between two bytes
//   answer            the words of a finite answer, one each `interval`; `isComplete` if `[DONE]` follows them

import { OUTAGE_BEGINS } from './scenarios.js'

const WORDS =
  `Server-sent events are a response that a server keeps open and a page reads as it grows.
Each event may have an ID. When the connection breaks, the page connects again and sends the ID of the last event it received. The
server resumes after that event, so that nothing is lost.`.split(/\s+/)

const WORD_INTERVAL = 100

/** A restart: open connections break when it begins, and requests during it are rejected. */
function planOutage({ elapsed, amount }, status, headersFor = () => ({})) {
  const begins = OUTAGE_BEGINS * 1000
  const remaining = begins + amount * 1000 - elapsed
  if (elapsed < begins) return { breaksAfter: begins - elapsed }
  return remaining > 0 ? { status, headers: headersFor(remaining) } : {}
}

/** APIs of language models accept no other method. */
const planAnswer = ({ method }, plan) =>
  method === 'POST' ? plan : { status: 405, headers: { Allow: 'POST' } }

const PLANS = {
  steady: () => ({}),
  drop: ({ amount }) => ({ breaksAfter: amount * 1000 }),
  unavailable: (request) => planOutage(request, 503),
  limited: (request) =>
    planOutage(request, 429, (remaining) => ({ 'Retry-After': `${Math.ceil(remaining / 1000)}` })),
  token: ({ tokenLife }) =>
    tokenLife > 0
      ? { endsAfter: tokenLife }
      : { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
  stalled: ({ amount }) => ({ stallsAfter: amount * 1000 }),
  slow: ({ amount }) => ({ interval: 1000, byteDelay: amount }),
  burst: ({ amount }) => ({ interval: 3000, size: amount }),
  answer: (request) =>
    planAnswer(request, { interval: 1000 / request.amount, answer: WORDS, isComplete: true }),
  truncated: (request) =>
    planAnswer(request, { interval: WORD_INTERVAL, answer: WORDS.slice(0, request.amount) }),
}

/** `request` is `{ scenario, amount, method, elapsed, tokenLife }`, with times in milliseconds; undefined: no such scenario. */
export function planResponse(request) {
  if (!Object.hasOwn(PLANS, request.scenario)) return undefined
  return { status: 200, interval: 500, size: 1, ...PLANS[request.scenario](request) }
}

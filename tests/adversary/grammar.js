// The grammar of a hostile server's sessions: plain data, the same for the same seed.
//
//   session   options of the client, and moves: one for each request that reaches the server
//   move      a stream | a status | a redirect | nothing but a cut | bytes that are not HTTP | no response at all
//   stream    headers, informational responses, an encoding, pieces of a body, a pace, an end
//   redirect  to another path of the server, to its other origin, or to a third party
//
// After its last move the server sends one event, `over`, and holds the connection.

import { createRandom } from './random.js'

/**
 * Times are scaled: `backoff.initial` is this many milliseconds instead of 3,000, and every other time of a session is a
 * multiple of it. The rules relate times to each other, so the scale does not change what they require; it is well above the time of a request.
 */
export const INITIAL = 30

/** The longest wait before an attempt. A longer one that the server sets ends the session. */
export const LONGEST = 8 * INITIAL

/** In bytes; a third of the largest piece of a body, and far below the default of 256 MiB. */
export const MAX_EVENT_SIZE = 1 << 18

const SECRETS = [
  ...['none', 'none', 'none', 'authorization', 'header', 'header function', 'request', 'body'],
  ...['user', 'last event ID'],
]

const clientOptions = ({ pick, oneIn }) => ({
  isSameOrigin: !oneIn(3),
  withCredentials: oneIn(3),
  secret: pick(SECRETS),
  redirect: pick(['follow', 'follow', 'follow', 'follow', 'error', 'manual']),
  lastEventIdParam: oneIn(6) ? 'from' : undefined,
  idleTimeout: oneIn(2) ? 6 * INITIAL : undefined,
  retryOn: oneIn(2) ? [302, 429, 431, 500, 503] : undefined,
  retries: oneIn(8) ? 2 : undefined,
  refusesPreflights: oneIn(8),
})

const TYPES = ['message', 'error', 'open', 'close', '__proto__', 'constructor', 'toString', 'é', '']
const RETRIES = ['0', '0', '0', '1', '5', '20', '', '-1', '1e3', '0x1', '3.5', '9'.repeat(40)]
const ID_LENGTHS = [0, 1, 10, 300, 7_999, 8_000, 8_001, 20_000, 200_000]
const LINE_ENDS = ['\n', '\r\n', '\r']

/** A piece of a body: `{ text, repeat }` or `{ base64 }`. */
const PIECES = {
  retry: ({ pick }) => ({ text: `retry: ${pick(RETRIES)}\n` }),
  id: ({ pick }) => ({ text: `id: ${'i'.repeat(pick(ID_LENGTHS))}\n` }),
  oddId: ({ pick }) => ({
    text: `id: ${pick(['\0', 'a\0b', '\x01', 'é😀', '\ufeff', ' ', '\t'])}\n`,
  }),
  event: ({ pick }) => ({ text: `event: ${pick(TYPES)}\ndata: d\n\n` }),
  data: ({ pick }) => ({ text: `data: x${pick(LINE_ENDS).repeat(2)}` }),
  blank: ({ pick }) => ({ text: pick(LINE_ENDS) }),
  byteOrderMark: () => ({ text: '\ufeff' }),
  comment: ({ pick }) => ({ text: ':', repeat: pick([1, 100, 300_000]) }),
  unknown: () => ({ text: '__proto__: polluted\nconstructor\n' }),
  largeEvent: () => ({ text: `data: ${'x'.repeat(MAX_EVENT_SIZE - 100)}\n\n` }),
  hugeLine: ({ pick }) => ({
    text:
      pick(['data: ', 'id: ', 'event: ', 'retry: ', ': ', 'unknown: ']) +
      '9'.repeat(3 * MAX_EVENT_SIZE),
  }),
  flood: ({ pick, oneIn }) => ({
    text: pick(['data\n\n', 'id\n\n', 'data\n', '\n']),
    repeat: oneIn(20) ? 300_000 : 100,
  }),
  bytes: ({ list, integer }) => ({
    base64: Buffer.from(list(1, 40, () => integer(0, 255))).toString('base64'),
  }),
}
const PIECE_NAMES = Object.keys(PIECES)

/** Hostile most of all: a connection that proves nothing, with `retry: 0`. */
const PROVES_HEALTH = { text: 'retry: 0\nid: 1\ndata: x\n\n' }

const stream = (random) => {
  const { pick, oneIn, list } = random
  const pieces = list(0, 6, () => PIECES[pick(PIECE_NAMES)](random))
  return {
    kind: 'stream',
    type: oneIn(6)
      ? pick(['text/html', '', 'text/event-streams', 'TEXT/EVENT-STREAM ; a=b'])
      : 'text/event-stream',
    informational: oneIn(6) ? pick([102, 103]) : undefined,
    setsCookie: oneIn(3),
    encoding: oneIn(4)
      ? pick(['gzip', 'deflate', 'br', 'broken gzip', 'bomb', 'data bomb'])
      : undefined,
    pieces: oneIn(2) ? [PROVES_HEALTH, ...pieces] : pieces,
    pace: pick(['whole', 'whole', 'pieces', 'bytes']),
    end: pick(['end', 'end', 'end', 'cut', 'reset', 'hold']),
  }
}

const STATUSES = [
  ...[201, 204, 205, 206, 300, 304, 400, 401, 403, 404, 407, 410, 413, 414, 421, 425, 429, 429],
  ...[431, 431, 500, 503, 503, 503, 599],
]

const status = ({ pick, oneIn }) => ({
  kind: 'status',
  status: pick(STATUSES),
  retryAfter: oneIn(3) ? pick(['0', '-1', '1e9', 'soon', new Date(0).toUTCString()]) : undefined,
  setsCookie: oneIn(3),
  end: pick(['end', 'cut', 'hold']),
})

/**
 * What a third party does: no CORS; no response; CORS and a page; CORS and a 503; CORS and an event stream that ends. The kind is
 * the last part of the URL.
 */
const THIRD_PARTIES = ['denies', 'denies', 'denies', 'cuts', 'cuts', 'busy', 'page', 'stream']

export const kindOf = ({ url }) => url.split('/').at(-1)

/** Whether the third party refuses preflights. */
export const isDenying = (exchange) => ['denies', 'cuts'].includes(kindOf(exchange))

const redirect = ({ pick, oneIn }) => ({
  kind: 'redirect',
  status: pick([301, 302, 303, 307, 308]),
  to: pick(['self', 'other', 'third', 'third', 'third', 'third', 'third']),
  third: pick(THIRD_PARTIES),
  holds: oneIn(4),
  setsCookie: oneIn(3),
})

const move = (random) =>
  random.pick([
    stream,
    stream,
    stream,
    status,
    redirect,
    redirect,
    () => ({ kind: 'cut' }),
    () => ({
      kind: 'garbage',
      text: random.pick(['\0\0\0\0', 'HTTP/1.1 200', 'HTTP/9 x\r\n\r\n', 'data: a\n\n']),
    }),
    () => ({ kind: 'nothing' }),
  ])(random)

/** Half of the sessions repeat two moves, as a server does that hopes that one event in between resets the count of failures. */
const moves = (random) => {
  const { oneIn, list } = random
  if (oneIn(2)) return list(2, 8, () => move(random))
  const pair = [
    { ...stream(random), type: 'text/event-stream', encoding: undefined },
    redirect(random),
  ]
  pair[0].pieces.unshift(PROVES_HEALTH)
  pair[0].end = 'end'
  return [...pair, ...pair, ...pair, ...pair]
}

export function createSession(seed) {
  const random = createRandom(seed)
  return { seed, client: clientOptions(random), moves: moves(random) }
}

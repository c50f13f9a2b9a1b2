// Sends numbered messages, resumes after Last-Event-ID, and spoils so many attempts in every way that it knows. Then it
// sends some more, an event `end` that says what the server has to complain about, and what nobody may see.

import { randomBytes } from 'node:crypto'
import { constants as http2 } from 'node:http2'
import { setTimeout as wait } from 'node:timers/promises'
import { constants, createGzip, gzipSync } from 'node:zlib'
import { destroy, end, write } from '../server/resource.js'

/** Every number has as many digits, so that a place in one stream is the same place in every other. */
const DIGITS = 7

/** In one stream: a multiple of three, so that all kinds of line ends come equally often. */
const MESSAGES = 6

const message = (n) => {
  const number = String(n).padStart(DIGITS, '0')
  return `id: ${number}\ndata: é${number}\n\n`.replaceAll('\n', ['\n', '\r\n', '\r'][n % 3])
}

const messages = (first, count) =>
  Array.from({ length: count }, (_, index) => message(first + index)).join('')

/** What an attempt is given of, from its beginning to any byte. */
const stream = (first) =>
  Buffer.from(`\ufeffretry: ${3 + (first % 3)}\r\n:\n${messages(first, MESSAGES)}`)

/** How many places there are to cut it. */
export const PLACES = stream(1).length + 1

/** The ways to reset a stream of HTTP/2 that a browser cannot take for its end, and may not repeat by itself. */
const RESETS = [
  http2.NGHTTP2_CANCEL,
  http2.NGHTTP2_PROTOCOL_ERROR,
  http2.NGHTTP2_REFUSED_STREAM,
  http2.NGHTTP2_FLOW_CONTROL_ERROR,
]

/** More bytes than a browser takes in a response's head. */
export const LONG_HEAD = 400_000

/** A proxy may keep what is less than its buffers hold, compressed or not: this is not. */
const FILL = `:${randomBytes(200_000).toString('base64')}\n`

const EVENT_STREAM = { 'Content-Type': 'text/event-stream' }

async function begin(res, bytes, headers = {}) {
  res.writeHead(200, { ...EVENT_STREAM, ...headers })
  res.flushHeaders()
  await write(res, bytes)
}

/** Until the client has had enough. */
const abandoned = (res) =>
  new Promise((resolve) => ((res.stream ?? res).destroyed ? resolve() : res.on('close', resolve)))

async function refuse(res, status, headers) {
  res.writeHead(status, headers)
  res.write('<h1>not now</h1>')
  end(res)
}

/** What can be done to an attempt, given the bytes up to a place and all of them. */
const FAULTS = {
  async cut({ res, bytes }) {
    await begin(res, bytes)
    destroy(res)
  },
  async end({ res, bytes }) {
    await begin(res, bytes)
    end(res)
  },
  async reset({ res, bytes }) {
    await begin(res, bytes)
    res.closedByServer = true
    res.socket?.resetAndDestroy()
  },
  async resetStream({ res, bytes, visit }) {
    await begin(res, bytes)
    destroy(res, RESETS[visit % RESETS.length])
  },
  /** The connection takes no other stream, and lets this one end. */
  async goAway({ res, all, place }) {
    await begin(res, all.subarray(0, place))
    res.stream.session.goaway(http2.NGHTTP2_NO_ERROR)
    await write(res, all.subarray(place))
    end(res)
  },
  /** Without a byte on a connection that was used before, the browser would repeat the request by itself. */
  async disconnect({ res, all, place }) {
    await begin(res, all.subarray(0, place + 1))
    res.closedByServer = true
    res.stream.session.destroy(undefined, http2.NGHTTP2_ENHANCE_YOUR_CALM)
  },
  async stall({ res, bytes }) {
    await begin(res, bytes)
    await abandoned(res)
  },
  silence: ({ res }) => abandoned(res),
  refuse: async ({ res }) => destroy(res),
  async truncate({ res, bytes }) {
    await begin(res, bytes, { 'Content-Length': bytes.length + 1 })
    destroy(res)
  },
  async drip({ res, all }) {
    res.writeHead(200, EVENT_STREAM)
    for (const byte of all) {
      await write(res, Buffer.of(byte))
      if (byte === 10) await wait(1)
    }
    end(res)
  },
  async oddChunks({ res, all }) {
    res.writeHead(200, EVENT_STREAM)
    for (let at = 0, size = 1; at < all.length; at += size, size = (size * 3) % 11 || 1) {
      res.write(all.subarray(at, at + size))
    }
    end(res)
  },
  async gzip({ res, all }) {
    res.writeHead(200, { ...EVENT_STREAM, 'Content-Encoding': 'gzip' })
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH })
    gzip.pipe(res)
    res.closedByServer = true
    gzip.end(all)
    await abandoned(res)
  },
  async cutGzip({ res, all, place }) {
    const zipped = gzipSync(all)
    await begin(res, zipped.subarray(0, place % zipped.length), { 'Content-Encoding': 'gzip' })
    destroy(res)
  },
  async badGzip({ res, bytes }) {
    await begin(res, bytes, { 'Content-Encoding': 'gzip' })
    end(res)
  },
  async comments({ res, bytes }) {
    await begin(res, bytes)
    for (let count = 0; count < 5; count++) {
      await write(res, ':'.repeat(20_000))
      await wait(10)
    }
    destroy(res)
  },
  async endlessHead({ res }) {
    const { socket } = res
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n')
    for (let index = 0; !socket.destroyed; index++) {
      const header = `X-${index}: ${'x'.repeat(1_000)}\r\n`
      await new Promise((resolve) => socket.write(header, resolve))
    }
  },
  longHead({ res }) {
    res.writeHead(200, { ...EVENT_STREAM, 'X-Long': 'x'.repeat(LONG_HEAD) })
    res.flushHeaders()
    return abandoned(res)
  },
  html: ({ res }) => refuse(res, 200, { 'Content-Type': 'text/html' }),
  nothing: ({ res }) => refuse(res, 204, {}),
  unavailable: ({ res, retryAfter }) => refuse(res, 503, retryAfter(1)),
  tooMany: ({ res, retryAfter }) => refuse(res, 429, retryAfter(1)),
  tooManyUntil: ({ res, retryAfter }) =>
    refuse(res, 429, retryAfter(new Date(Date.now() + 1_000).toUTCString())),
  redirect: (attempt) => FAULTS.cut(attempt),
  turnedAway: (attempt) => FAULTS.cut(attempt),
}

const REDIRECTS = [307, 301, 302, 303, 308]

/** What an attempt is sent through before its fault: the page does not hear of it. */
const DETOURS = {
  /** By every status in turn; every other one to another origin, or back. */
  redirect({ req, res, visit }) {
    const path = `${req.url.split('?')[0]}?visit=${visit}`
    const { host, ':authority': authority = host, ':scheme': scheme = 'http' } = req.headers
    const Location = visit % 2 ? `${scheme}://${elsewhere(authority)}${path}` : path
    res.writeHead(REDIRECTS[visit % REDIRECTS.length], { Location })
    end(res)
  },
  /** The browser repeats this by itself. */
  turnedAway: ({ res }) => destroy(res, http2.NGHTTP2_REFUSED_STREAM),
}

/** The same server under the name of another origin. */
const elsewhere = (host) =>
  host.startsWith('localhost')
    ? host.replace('localhost', '127.0.0.1')
    : host.replace('127.0.0.1', 'localhost')

/** The order of faults for each kind of connection; the first attempt must be opened. */
export const PLANS = {
  http1: [
    ...['end', 'cut', 'stall', 'cut', 'drip', 'end', 'reset', 'cut', 'gzip', 'cut', 'refuse'],
    ...['oddChunks', 'cut', 'html', 'end', 'cut', 'unavailable', 'silence', 'cut', 'redirect'],
    ...['cutGzip', 'cut', 'truncate', 'badGzip', 'reset', 'cut', 'comments', 'tooMany', 'nothing'],
    ...['redirect', 'endlessHead', 'cut', 'tooManyUntil'],
  ],
  http2: [
    ...['end', 'cut', 'goAway', 'stall', 'drip', 'resetStream', 'cut', 'disconnect', 'gzip', 'end'],
    ...['refuse', 'resetStream', 'turnedAway', 'oddChunks', 'html', 'disconnect', 'unavailable'],
    ...[
      'silence',
      'redirect',
      'cutGzip',
      'resetStream',
      'truncate',
      'goAway',
      'badGzip',
      'redirect',
    ],
    ...['comments', 'tooMany', 'nothing', 'longHead', 'cut', 'tooManyUntil'],
  ],
}

/** How many cuts there are among so many faults. */
export const cuts = (faults) =>
  Array.from({ length: faults }, (_, index) => PLANS.http1[index % PLANS.http1.length]).filter(
    (name) => name === 'cut',
  ).length

/** One in so many answers that name a time to wait name one that is not over at once. */
const RARELY = 16

/** Milliseconds; a browser's clock and ours may differ by so much. */
const EARLY = 5

/**
 * Spoils so many attempts in the order of a plan; `begin` and `step` say at which of the stream's places: several sources
 * together come to all of them. `headers` are added to every answer.
 */
export const faulty = ({ faults, begin: placeToBegin, step, plan = 'http1', headers = {} }) => {
  const complaints = []
  const places = new Set()
  const visits = {}
  let inflicted = 0
  let detours = 0
  let isDetoured = false
  let finishes = 0
  let notBefore = 0

  return async ({ req, res, isProbe }) => {
    if (isProbe) return destroy(res)
    if (Date.now() < notBefore) complaints.push(`attempt ${inflicted} came too early`)
    notBefore = 0
    for (const name in headers) res.setHeader(name, headers[name])
    res.setHeader('Access-Control-Expose-Headers', 'Date, Retry-After')
    const lastEventId = Number(req.headers['last-event-id'] ?? 0)
    const first = lastEventId + 1
    if (inflicted >= faults) return finish(res, first)

    const name = PLANS[plan][inflicted % PLANS[plan].length]
    const visit = visits[name] ?? 0
    if (name in DETOURS && !isDetoured) {
      isDetoured = true
      detours++
      return DETOURS[name]({ req, res, visit })
    }
    isDetoured = false
    inflicted++
    visits[name] = visit + 1
    const place = (placeToBegin + visit * step) % PLACES
    if (name === 'cut') places.add(place)
    const retryAfter = (time) => {
      if (visit % RARELY) return { 'Retry-After': 0 }
      notBefore = typeof time === 'number' ? Date.now() + time * 1_000 - EARLY : Date.parse(time)
      return { 'Retry-After': time }
    }
    const all = stream(first)
    await FAULTS[name]({ res, all, bytes: all.subarray(0, place), place, visit, retryAfter })
  }

  async function finish(res, first) {
    finishes++
    const { stall = 0, silence = 0 } = visits
    const silences = stall + silence
    const report = JSON.stringify({ complaints, places: [...places], silences, detours, finishes })
    const numbered = messages(first, 50)
    await begin(res, `${numbered}event: end\ndata: ${report}\n\n${numbered}${FILL}`)
    await abandoned(res)
  }
}

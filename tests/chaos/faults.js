// Sends numbered messages, resumes after Last-Event-ID, and injects a fault into each of the first attempts. Then it sends
// more messages, an event `end` with the problems that the server noticed, and messages that the page must not see.

import { randomBytes } from 'node:crypto'
import { constants as http2 } from 'node:http2'
import { setTimeout as wait } from 'node:timers/promises'
import { constants, createGzip, gzipSync } from 'node:zlib'
import { destroy, end, write } from '../server/resource.js'

/** All numbers have as many digits, so that an offset is at the same part of a message in every stream. */
const DIGITS = 7

/** In one stream: a multiple of three, so that each line ending is equally frequent. */
const MESSAGES = 6

const message = (n) => {
  const number = String(n).padStart(DIGITS, '0')
  return `id: ${number}\ndata: é${number}\n\n`.replaceAll('\n', ['\n', '\r\n', '\r'][n % 3])
}

const messages = (first, count) =>
  Array.from({ length: count }, (_, index) => message(first + index)).join('')

/** The whole body of an attempt, which faults cut. */
const stream = (first) =>
  Buffer.from(`\ufeffretry: ${3 + (first % 3)}\r\n:\n${messages(first, MESSAGES)}`)

/** The number of offsets at which it can be cut. */
export const PLACES = stream(1).length + 1

/** Codes for resetting an HTTP/2 stream: a browser neither treats them as the end of the body nor repeats the request. */
const RESETS = [
  http2.NGHTTP2_CANCEL,
  http2.NGHTTP2_PROTOCOL_ERROR,
  http2.NGHTTP2_REFUSED_STREAM,
  http2.NGHTTP2_FLOW_CONTROL_ERROR,
]

/** More bytes than a browser accepts in the headers of a response. */
export const LONG_HEAD = 400_000

/** Exceeds the buffers of a proxy, even when compressed: a proxy may hold back less than that. */
const FILL = `:${randomBytes(200_000).toString('base64')}\n`

const EVENT_STREAM = { 'Content-Type': 'text/event-stream' }

async function begin(res, bytes, headers = {}) {
  res.writeHead(200, { ...EVENT_STREAM, ...headers })
  res.flushHeaders()
  await write(res, bytes)
}

/** Resolves when the client closes the connection. */
const closedByClient = (res) =>
  new Promise((resolve) => ((res.stream ?? res).destroyed ? resolve() : res.on('close', resolve)))

async function refuse(res, status, headers) {
  res.writeHead(status, headers)
  res.write('<h1>not now</h1>')
  end(res)
}

/** The faults of an attempt. `bytes` are the body up to the offset `place`, and `all` is the whole body. */
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
  /** The connection accepts no further streams, and this one ends cleanly. */
  async goAway({ res, all, place }) {
    await begin(res, all.subarray(0, place))
    res.stream.session.goaway(http2.NGHTTP2_NO_ERROR)
    await write(res, all.subarray(place))
    end(res)
  },
  /** Sends at least one byte: otherwise a browser repeats a request on a reused connection by itself. */
  async disconnect({ res, all, place }) {
    await begin(res, all.subarray(0, place + 1))
    res.closedByServer = true
    res.stream.session.destroy(undefined, http2.NGHTTP2_ENHANCE_YOUR_CALM)
  },
  async stall({ res, bytes }) {
    await begin(res, bytes)
    await closedByClient(res)
  },
  neverRespond: ({ res }) => closedByClient(res),
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
    await closedByClient(res)
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
    return closedByClient(res)
  },
  html: ({ res }) => refuse(res, 200, { 'Content-Type': 'text/html' }),
  nothing: ({ res }) => refuse(res, 204, {}),
  unavailable: ({ res, retryAfter }) => refuse(res, 503, retryAfter(1)),
  tooMany: ({ res, retryAfter }) => refuse(res, 429, retryAfter(1)),
  tooManyUntil: ({ res, retryAfter }) =>
    refuse(res, 429, retryAfter(new Date(Date.now() + 1_000).toUTCString())),
  redirect: (attempt) => FAULTS.cut(attempt),
  refusedStream: (attempt) => FAULTS.cut(attempt),
}

const REDIRECTS = [307, 301, 302, 303, 308]

/** What precedes the fault of an attempt without an event in the page. */
const REDIRECTIONS = {
  /** Redirects with each status, every second time to the other origin. */
  redirect({ req, res, visit }) {
    const path = `${req.url.split('?')[0]}?visit=${visit}`
    const { host, ':authority': authority = host, ':scheme': scheme = 'http' } = req.headers
    const Location = visit % 2 ? `${scheme}://${otherHost(authority)}${path}` : path
    res.writeHead(REDIRECTS[visit % REDIRECTS.length], { Location })
    end(res)
  },
  /** The browser repeats such a request by itself. */
  refusedStream: ({ res }) => destroy(res, http2.NGHTTP2_REFUSED_STREAM),
}

/** The host of the same server in another origin. */
const otherHost = (host) =>
  host.startsWith('localhost')
    ? host.replace('localhost', '127.0.0.1')
    : host.replace('127.0.0.1', 'localhost')

/** The order of faults for each kind of connection; the first attempt must be opened. */
export const PLANS = {
  http1: [
    ...['end', 'cut', 'stall', 'cut', 'drip', 'end', 'reset', 'cut', 'gzip', 'cut', 'refuse'],
    ...['oddChunks', 'cut', 'html', 'end', 'cut', 'unavailable', 'neverRespond', 'cut', 'redirect'],
    ...['cutGzip', 'cut', 'truncate', 'badGzip', 'reset', 'cut', 'comments', 'tooMany', 'nothing'],
    ...['redirect', 'endlessHead', 'cut', 'tooManyUntil'],
  ],
  http2: [
    ...['end', 'cut', 'goAway', 'stall', 'drip', 'resetStream', 'cut', 'disconnect', 'gzip', 'end'],
    ...['refuse', 'resetStream', 'refusedStream', 'oddChunks', 'html', 'disconnect', 'unavailable'],
    ...[
      'neverRespond',
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

/** The number of cuts among `faults` faults. */
export const cuts = (faults) =>
  Array.from({ length: faults }, (_, index) => PLANS.http1[index % PLANS.http1.length]).filter(
    (name) => name === 'cut',
  ).length

/** One in this many responses with Retry-After has a time other than zero. */
const RETRY_AFTER_EVERY = 16

/** Milliseconds; the allowed difference between the clocks of the browser and this server. */
const CLOCK_TOLERANCE = 5

/**
 * Injects `faults` faults in the order of a plan. `begin` and `step` choose the offsets, so that several sources together
 * cover all of them. `headers` are added to every response.
 */
export const faulty = ({ faults, begin: placeToBegin, step, plan = 'http1', headers = {} }) => {
  const problems = []
  const places = new Set()
  const visits = {}
  let injected = 0
  let redirections = 0
  let isRedirected = false
  let finishes = 0
  let notBefore = 0

  return async ({ req, res, isProbe }) => {
    if (isProbe) return destroy(res)
    if (Date.now() < notBefore) problems.push(`attempt ${injected} was too early`)
    notBefore = 0
    for (const name in headers) res.setHeader(name, headers[name])
    res.setHeader('Access-Control-Expose-Headers', 'Date, Retry-After')
    const lastEventId = Number(req.headers['last-event-id'] ?? 0)
    const first = lastEventId + 1
    if (injected >= faults) return finish(res, first)

    const name = PLANS[plan][injected % PLANS[plan].length]
    const visit = visits[name] ?? 0
    if (name in REDIRECTIONS && !isRedirected) {
      isRedirected = true
      redirections++
      return REDIRECTIONS[name]({ req, res, visit })
    }
    isRedirected = false
    injected++
    visits[name] = visit + 1
    const place = (placeToBegin + visit * step) % PLACES
    if (name === 'cut') places.add(place)
    const retryAfter = (time) => {
      if (visit % RETRY_AFTER_EVERY) return { 'Retry-After': 0 }
      notBefore =
        typeof time === 'number' ? Date.now() + time * 1_000 - CLOCK_TOLERANCE : Date.parse(time)
      return { 'Retry-After': time }
    }
    const all = stream(first)
    await FAULTS[name]({ res, all, bytes: all.subarray(0, place), place, visit, retryAfter })
  }

  async function finish(res, first) {
    finishes++
    const { stall = 0, neverRespond = 0 } = visits
    const stalls = stall + neverRespond
    const report = JSON.stringify({ problems, places: [...places], stalls, redirections, finishes })
    const numbered = messages(first, 50)
    await begin(res, `${numbered}event: end\ndata: ${report}\n\n${numbered}${FILL}`)
    await closedByClient(res)
  }
}

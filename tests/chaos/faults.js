// Sends numbered messages, resumes after Last-Event-ID, and spoils so many attempts in every way that it knows. Then it
// sends some more, an event `end` that says what the server has to complain about, and what nobody may see.

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

const EVENT_STREAM = { 'Content-Type': 'text/event-stream' }

async function begin(res, bytes, headers = {}) {
  res.writeHead(200, { ...EVENT_STREAM, ...headers })
  res.flushHeaders()
  await write(res, bytes)
}

/** Until the client has had enough. */
const abandoned = (res) =>
  new Promise((resolve) => (res.destroyed ? resolve() : res.on('close', resolve)))

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
  html: ({ res }) => refuse(res, 200, { 'Content-Type': 'text/html' }),
  nothing: ({ res }) => refuse(res, 204, {}),
  unavailable: ({ res, asks }) => refuse(res, 503, { 'Retry-After': asks }),
  tooMany: ({ res, asks }) => refuse(res, 429, { 'Retry-After': asks }),
  /** The redirect itself is below. */
  redirect: (attempt) => FAULTS.cut(attempt),
}

/** The order of faults; the first attempt must be opened. */
const PLAN = [
  ...['end', 'cut', 'stall', 'cut', 'drip', 'end', 'reset', 'cut', 'gzip', 'cut', 'refuse'],
  ...['oddChunks', 'cut', 'html', 'end', 'cut', 'unavailable', 'silence', 'cut', 'redirect'],
  ...['cutGzip', 'cut', 'truncate', 'badGzip', 'reset', 'cut', 'comments', 'tooMany', 'nothing'],
]

/** How many cuts there are among so many faults. */
export const cuts = (faults) =>
  Array.from({ length: faults }, (_, index) => PLAN[index % PLAN.length]).filter(
    (name) => name === 'cut',
  ).length

/** One in so many answers that name a time to wait name a whole second. */
const RARELY = 16

/**
 * Spoils so many attempts; `begin` and `step` say at which of the stream's places: several sources together come to all of
 * them.
 */
export const faulty = ({ faults, begin: placeToBegin, step }) => {
  const complaints = []
  const places = new Set()
  const visits = {}
  let inflicted = 0
  let notBefore = 0

  return async ({ req, res }) => {
    if (performance.now() < notBefore) complaints.push(`attempt ${inflicted} came too early`)
    notBefore = 0
    const lastEventId = Number(req.headers['last-event-id'] ?? 0)
    const first = lastEventId + 1
    if (inflicted >= faults) return finish(res, first)

    const { pathname, searchParams } = new URL(req.url, 'http://localhost')
    const name = PLAN[inflicted % PLAN.length]
    if (name === 'redirect' && searchParams.get('hop') !== String(inflicted)) {
      res.writeHead(307, { Location: `${pathname}?hop=${inflicted}` })
      return end(res)
    }
    inflicted++
    const visit = (visits[name] = (visits[name] ?? -1) + 1)
    const place = (placeToBegin + visit * step) % PLACES
    if (name === 'cut') places.add(place)
    const asks = visit % RARELY ? '0' : '1'
    const all = stream(first)
    await FAULTS[name]({ res, all, bytes: all.subarray(0, place), place, asks })
    if (asks === '1' && /unavailable|tooMany/.test(name)) notBefore = performance.now() + 990
  }

  async function finish(res, first) {
    const silences = visits.stall + visits.silence + 2
    const report = JSON.stringify({ complaints, places: [...places], silences })
    await begin(res, `${messages(first, 50)}event: end\ndata: ${report}\n\n${messages(first, 50)}`)
    await abandoned(res)
  }
}

// The hostile server and the third parties that it redirects to: three origins, which differ in their ports. Each plays the moves
// of sessions (grammar.js) and records what it receives.
//
//   own, other    /s/SEED/…             the hostile server, under two origins; the first also serves the pages and the library
//   third         /t/SEED/TOKEN/KIND    somebody else's server; each redirect has a TOKEN of its own

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import sirv from 'sirv'
import { listen } from '../../www/listen.js'
import { allowEveryOrigin } from '../server/cors.js'
import { servePages } from '../server/pages.js'
import { readBody, write } from '../server/resource.js'
import { INITIAL, isDenying, kindOf } from './grammar.js'

/** Milliseconds after which the server itself ends a response that it holds. */
const HOLD = 8 * INITIAL

/** The same, for a response that the client has to close by itself, because it rejects it. */
const HOLD_REJECTED = 10_000

/** What ends a session; what is before it is not part of its event. */
const OVER = '\n\nevent: over\ndata\n\n'

const MOST_STREAMS = 5

const clients = sirv(fileURLToPath(new URL('.', import.meta.url)), { dev: true })

export async function startHostileServer() {
  const records = new Map()

  const handle = (serve) => (req, res) => {
    // A browser repeats a request by itself if a reused connection breaks.
    res.shouldKeepAlive = false
    serve(req, res).catch((error) => res.destroy(error))
  }
  const playing = (where) =>
    handle(async (req, res) => {
      const [, kind, seed] = /^\/([st])\/(\d+)\//.exec(req.url) ?? []
      const record = records.get(Number(seed))
      if (!record) return servePage(req, res)
      const exchange = await receive(record, where, req, res)
      if (req.method === 'OPTIONS') return respondToPreflight(record, exchange, res)
      return kind === 't' ? beThirdParty(record, exchange, res) : play(record, exchange, req, res)
    })
  const names = ['own', 'other', 'third']
  const servers = await Promise.all(names.map((name) => listen(createServer(playing(name)))))
  const addresses = Object.fromEntries(names.map((name, at) => [name, servers[at].address]))

  return {
    addresses,
    /** Begins a session; the result records what the servers receive. */
    begin(session) {
      const record = { session, addresses, exchanges: [], tokens: 0, moves: 0, streams: 0 }
      records.set(session.seed, record)
      return record
    },
    forget: ({ session }) => records.delete(session.seed),
    close: () => Promise.all(servers.map((server) => server.close())),
  }
}

async function servePage(req, res) {
  const url = new URL(req.url, 'http://localhost')
  if (!url.pathname.startsWith('/adversary/')) return servePages(req, res, url.searchParams)
  req.url = req.url.slice('/adversary'.length)
  return clients(req, res, () => res.writeHead(404).end())
}

/** Records a request. `responded` is just before the client can know the response, `closed` when the connection has ended. */
async function receive(record, where, req, res) {
  const exchange = {
    where,
    method: req.method,
    url: req.url,
    headers: req.headers,
    body: '',
    arrived: performance.now(),
    responded: undefined,
    isRejected: req.headers['sec-fetch-mode'] === 'no-cors',
  }
  record.exchanges.push(exchange)
  const { writeHead } = res
  res.writeHead = (...args) => {
    exchange.responded = performance.now()
    return writeHead.apply(res, args)
  }
  exchange.closed = new Promise((resolve) =>
    res.on('close', () => {
      exchange.responded ??= performance.now()
      resolve()
    }),
  )
  exchange.body = await readBody(req).catch(() => '')
  return exchange
}

function respondToPreflight({ session }, exchange, res) {
  const { where, headers } = exchange
  const isRefused = where === 'third' ? isDenying(exchange) : session.client.refusesPreflights
  if (!isRefused) allowEveryOrigin({ headers }, res)
  res.writeHead(isRefused ? 403 : 204).end()
}

async function beThirdParty(record, exchange, res) {
  const kind = kindOf(exchange)
  if (kind === 'cuts') return res.destroy()
  if (kind !== 'denies') allowEveryOrigin(exchange, res)
  const type = kind === 'stream' ? 'text/event-stream' : 'text/html'
  const cookie = { 'Set-Cookie': 'third=1; Path=/' }
  res.writeHead(kind === 'busy' ? 503 : 200, { 'Content-Type': type, ...cookie })
  res.write('data: third\n\n')
  // The client may have remembered the URL of this stream, and then never goes back to the hostile server.
  if (kind === 'stream' && ++record.streams > MOST_STREAMS) return res.write(OVER)
  exchange.isRejected ||= kind !== 'stream'
  if (exchange.url.includes('/held')) await hold(res, exchange)
  return res.end()
}

/** Waits until the client closes the connection, but not for ever. */
async function hold(res, { isRejected }) {
  const ended = new AbortController()
  res.on('close', () => ended.abort())
  const time = isRejected ? HOLD_REJECTED : HOLD
  if (!res.destroyed) await wait(time, undefined, { signal: ended.signal }).catch(() => {})
}

async function play(record, exchange, req, res) {
  const { session } = record
  allowEveryOrigin(req, res)
  const move = session.moves[record.moves++]
  if (!move) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    return res.write(OVER)
  }
  exchange.move = move
  if (move.setsCookie) res.setHeader('Set-Cookie', `hostile=${session.seed}; Path=/`)
  return MOVES[move.kind](res, move, exchange, record)
}

const WITHOUT_BODY = [204, 205, 304]

const MOVES = {
  async stream(res, move, exchange) {
    const { type, informational, pace, end } = move
    if (informational === 102) res.writeProcessing()
    if (informational === 103) res.writeEarlyHints({ link: '</dist/index.js>; rel=preload' })
    const { coding, bytes } = encode(move)
    res.writeHead(200, { 'Content-Type': type, ...(coding && { 'Content-Encoding': coding }) })
    res.flushHeaders()
    for (const part of split(bytes, pace)) {
      if (res.destroyed) return
      await write(res, part)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await finish(res, end, exchange)
  },
  async status(res, { status, retryAfter, end }, exchange) {
    exchange.isRejected ||= !WITHOUT_BODY.includes(status)
    // Without `WWW-Authenticate`: browsers would wait for a password from the user.
    res.writeHead(status, {
      'Content-Type': 'text/html',
      ...(retryAfter && { 'Retry-After': retryAfter }),
    })
    res.write('<p>no</p>')
    await finish(res, end, exchange)
  },
  async redirect(res, { status, to, third, holds }, exchange, record) {
    const { addresses, session } = record
    const token = ++record.tokens
    const thirdPath = `/t/${session.seed}/${token}/${holds ? 'held/' : ''}${third}`
    const Location =
      to === 'third'
        ? addresses.third + thirdPath
        : `${addresses[to] ?? ''}/s/${session.seed}/${token}`
    res.writeHead(status, { Location }).end()
  },
  async cut(res) {
    res.socket?.destroy()
  },
  async garbage(res, { text }) {
    res.socket?.end(text)
  },
  nothing: (res, move, exchange) => finish(res, 'hold', exchange),
}

async function finish(res, end, exchange) {
  if (end === 'hold') await hold(res, exchange)
  if (end === 'end') res.end()
  else if (end === 'reset') res.socket?.resetAndDestroy()
  else res.destroy()
}

const CODERS = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  'broken gzip': (bytes) => gzipSync(bytes).fill(0xff, 12, 20),
  bomb: (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(4 << 20, ':')])),
  'data bomb': (bytes) =>
    gzipSync(Buffer.concat([bytes, Buffer.from('\n\ndata: '), Buffer.alloc(32 << 20, 'x')])),
}

function encode({ pieces, encoding }) {
  const parts = pieces.map(({ text, repeat = 1, base64 }) =>
    Buffer.from(text?.repeat(repeat) ?? base64, text === undefined ? 'base64' : 'utf8'),
  )
  const whole = Buffer.concat(parts)
  if (!encoding) return { bytes: whole }
  return { bytes: CODERS[encoding](whole), coding: /gzip|bomb/.test(encoding) ? 'gzip' : encoding }
}

/** Slow bytes are the first ones: a large body that comes byte by byte would only take time. */
const SLOW_BYTES = 60

function split(bytes, pace) {
  const size = { whole: bytes.length, pieces: 4_999, bytes: 1 }[pace]
  const parts = []
  let at = 0
  while (at < bytes.length) {
    const isSlow = pace === 'bytes' && at < SLOW_BYTES
    const end = pace === 'bytes' && !isSlow ? bytes.length : at + size
    parts.push(bytes.subarray(at, end))
    at = end
  }
  return parts
}

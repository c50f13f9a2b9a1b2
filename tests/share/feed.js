// A server of numbered messages for tests in browsers, over HTTP/1.1. It knows how many connections there are.
//
//   GET /feed      the messages after Last-Event-ID, or from now on
//   GET /pages/*   the scripts in pages/
//   GET /*         what the test server has for pages: see tests/server/pages.js

import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { listen } from '../../www/listen.js'
import { servePages } from '../server/pages.js'

const PATIENCE = 30_000

export class Feed extends EventEmitter {
  /** The number of the last message. */
  last = 0
  /**
   * Of each request for the feed: when it came, after which message, from which tab, when its connection ended, and which others
   * were open `before`, except those that a test keeps open.
   */
  requests = []
  #open = new Set()
  #timer

  constructor(interval) {
    super()
    this.setMaxListeners(0)
    this.#timer = setInterval(() => this.send(), interval)
  }

  /** Sends the next message. */
  send() {
    this.last++
    for (const { res } of this.#open) res.write(message(this.last))
  }

  answer(req, res) {
    const lastEventId = req.headers['last-event-id']
    const request = {
      res,
      time: Date.now(),
      end: undefined,
      lastEventId,
      tab: req.headers['x-tab'],
      before: this.open().filter(({ isKept }) => !isKept),
      isKept: false,
    }
    this.requests.push(request)
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.write('retry: 500\n\n')
    for (let n = Number(lastEventId ?? this.last) + 1; n <= this.last; n++) res.write(message(n))
    this.#open.add(request)
    res.on('close', () => {
      this.#open.delete(request)
      request.end = Date.now()
      this.emit('change')
    })
    this.emit('change')
  }

  /** The connections that are open. */
  open() {
    return [...this.#open]
  }

  /** Waits until this is true of the feed. */
  async until(isTrue) {
    const signal = AbortSignal.timeout(PATIENCE)
    while (!isTrue(this)) await once(this, 'change', { signal })
  }

  /** Ends all connections, as a server does that restarts. */
  cut() {
    for (const { res } of this.#open) res.destroy()
  }

  stop() {
    clearInterval(this.#timer)
    this.cut()
  }
}

const message = (n) => `id: ${n}\ndata: ${n}\n\n`

/** Starts a server of a feed that sends a message at this interval, in milliseconds. */
export async function startFeed(interval) {
  const feed = new Feed(interval)
  const pages = sirv(fileURLToPath(new URL('pages', import.meta.url)), { dev: true })
  const server = createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://localhost')
    if (pathname === '/feed') return feed.answer(req, res)
    if (!pathname.startsWith('/pages/')) return servePages(req, res, searchParams)
    req.url = req.url.slice('/pages'.length)
    pages(req, res, () => res.writeHead(404).end())
  })
  const { address, close } = await listen(server)
  return {
    feed,
    address,
    close: () => {
      feed.stop()
      return close()
    },
  }
}

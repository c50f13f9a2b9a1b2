// A server whose event streams the test controls.

import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** Values for a test that waits for each in turn. */
export const newQueue = () => {
  const values = []
  const waiting = []
  return {
    push(value) {
      if (waiting.length) waiting.shift()(value)
      else values.push(value)
    },
    next: () =>
      values.length
        ? Promise.resolve(values.shift())
        : new Promise((resolve) => waiting.push(resolve)),
  }
}

const streamOf = (req, res, body) => ({
  method: req.method,
  url: req.url,
  body,
  headers: req.headers,
  /** Fulfilled when the client has closed the connection. */
  closed: once(res, 'close'),
  send(...fields) {
    if (!res.headersSent) res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    res.write(`${fields.join('\n')}\n\n`)
  },
  fail: (status) => res.writeHead(status).end(),
  end: () => res.end(),
  /** Breaks the connection once everything has been sent. */
  destroy: () => res.write(':\n', () => res.destroy()),
})

/**
 * Starts a server on a free port, which is closed after the test. A request for an event stream is a stream for
 * `nextStream`; `routes` respond to the others: `{ 'POST /path': (body, req) => value }`, sent as JSON.
 */
export async function startServer(t, routes = {}) {
  const streams = newQueue()
  const requests = []

  const respond = async (req, res) => {
    const path = new URL(req.url, 'http://localhost').pathname
    const route = routes[`${req.method} ${path}`]
    const body = await text(req)
    if (route) {
      requests.push({ method: req.method, url: req.url, headers: req.headers, body })
      const value = await route(body, req)
      res.writeHead(200, {
        'Content-Type': typeof value === 'string' ? 'text/html' : 'application/json',
      })
      res.end(typeof value === 'string' ? value : JSON.stringify(value ?? {}))
    } else if (req.headers.accept?.includes('text/event-stream')) {
      streams.push(streamOf(req, res, body))
    } else {
      res.writeHead(404).end()
    }
  }

  const server = createServer((req, res) => {
    // A client must not repeat a request by itself when a connection that it used before breaks.
    res.shouldKeepAlive = false
    respond(req, res).catch((error) => res.writeHead(500).end(error.stack))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    requests,
    nextStream: streams.next,
  }
}

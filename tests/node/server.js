// A server whose responses a test scripts, and which records the requests.

import { createServer } from 'node:http'
import { after } from 'node:test'
import { FetchEventSource } from '../../dist/index.js'

const EVENT_STREAM = { 'Content-Type': 'text/event-stream' }

/**
 * Starts a server. Each request gets the next of the responses, the last one again and again: a function of the request and
 * the response, or the text of an event stream that then stays open.
 */
export const serve = async (...responses) => {
  const requests = []
  const waiting = []
  const server = createServer((req, res) => {
    const respond = responses[Math.min(requests.length, responses.length - 1)]
    const closed = new Promise((resolve) => res.on('close', resolve))
    requests.push({
      method: req.method,
      url: req.url,
      headers: req.headers,
      time: performance.now(),
      closed,
    })
    for (const { count, resolve } of waiting) if (requests.length >= count) resolve(requests)
    if (typeof respond === 'function') return respond(req, res)
    res.writeHead(200, EVENT_STREAM).write(respond)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    requested: (count) =>
      requests.length >= count
        ? requests
        : new Promise((resolve) => waiting.push({ count, resolve })),
  }
}

/** Responds with an event stream and ends it. */
export const ending = (text) => (req, res) => res.writeHead(200, EVENT_STREAM).end(text)

/** Responds with an event stream and destroys the connection. */
export const breaking = (text) => (req, res) => {
  res.writeHead(200, EVENT_STREAM).write(text, () => setImmediate(() => res.destroy()))
}

export const status = (code, headers, body) => (req, res) => res.writeHead(code, headers).end(body)

/** Destroys the connection without a response. */
export const destroying = (req) => req.socket.destroy()

/** Collects what a source delivers, as text. */
export const observe = (source) => {
  const entries = []
  const waiting = []
  const add = (entry) => {
    entries.push(entry)
    for (const { isDone, resolve } of waiting) if (isDone(entries)) resolve(entries)
  }
  const until = (isDone) =>
    isDone(entries)
      ? Promise.resolve(entries)
      : new Promise((resolve) => waiting.push({ isDone, resolve }))
  source.addEventListener('open', () => add('open'))
  source.addEventListener('message', ({ data, lastEventId }) =>
    add(`message ${data} #${lastEventId}`),
  )
  const errors = []
  source.addEventListener('error', (event) => {
    errors.push(event)
    add(`error ${event.reason}${event.willReconnect ? '' : ', closed'}`)
  })
  return { entries, errors, first: (count) => until((all) => all.length >= count), until }
}

/** Reconnects without a noticeable wait. */
export const FAST = { backoff: { initial: 1, factor: 1 } }

/** Opens a source that is closed at the end of the test. */
export const open = (t, url, init) => {
  const source = new FetchEventSource(url, { ...FAST, ...init })
  t.after(() => source.close())
  return { source, ...observe(source) }
}

/** What a `fetch` returns, but for the body. */
export const head = { status: 200, headers: new Headers({ 'Content-Type': 'text/event-stream' }) }

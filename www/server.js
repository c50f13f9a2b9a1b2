// The demo's server: the page at /, the built library at /dist/, and three endpoints.
//
//   GET  /ticks            a live stream that resumes from Last-Event-ID or ?lastEventId=
//   GET  /private          the same, for those who send `Authorization: Bearer demo-token`
//   POST /cut?client=ID    breaks the streams that were opened with ?client=ID

import { existsSync, realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sirv from 'sirv'
import { sendTicks } from './feed.js'
import { listen } from './listen.js'

const DEFAULT_PORT = 8080
const AUTHORIZATION = 'Bearer demo-token'

const WWW = fileURLToPath(new URL('.', import.meta.url))
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

// Strict on purpose: this is all that the library needs.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function sendText(res, status, text, headers) {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers })
  res.end(`${text}\n`)
}

function createHandler() {
  /** The open streams: response -> the client that opened it. */
  const streams = new Map()

  // `dev` reads the disk at every request, so a new build needs no restart.
  const page = sirv(WWW, {
    dev: true,
    etag: true,
    setHeaders: (res) => res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY),
  })
  const dist = sirv(DIST, { dev: true, etag: true })

  function openStream(req, res, query) {
    streams.set(res, query.get('client'))
    res.on('close', () => streams.delete(res))
    sendTicks(res, req.headers['last-event-id'] ?? query.get('lastEventId') ?? '')
  }

  function openPrivateStream(req, res, query) {
    if (req.headers.authorization === AUTHORIZATION) return openStream(req, res, query)
    sendText(res, 401, `This stream needs the header "Authorization: ${AUTHORIZATION}".`, {
      'WWW-Authenticate': 'Bearer',
    })
  }

  function cut(req, res, query) {
    const client = query.get('client')
    if (!client) return sendText(res, 400, 'Say whose streams to cut: POST /cut?client=ID.')
    const chosen = [...streams].filter(([, owner]) => owner === client)
    for (const [stream] of chosen) stream.destroy()
    res.writeHead(200, { 'Content-Type': 'application/json' })
    res.end(JSON.stringify({ cut: chosen.length }))
  }

  const endpoints = {
    '/ticks': { method: 'GET', answer: openStream },
    '/private': { method: 'GET', answer: openPrivateStream },
    '/cut': { method: 'POST', answer: cut },
  }

  return (req, res) => {
    const [path, query] = req.url.split('?', 2)
    const notFound = () => sendText(res, 404, 'Not found.')

    if (Object.hasOwn(endpoints, path)) {
      const { method, answer } = endpoints[path]
      if (req.method === method) return answer(req, res, new URLSearchParams(query))
      return sendText(res, 405, `Only ${method} is answered here.`, { Allow: method })
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return sendText(res, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' })
    }
    if (path.startsWith('/dist/')) {
      req.url = req.url.slice('/dist'.length)
      return dist(req, res, notFound)
    }
    page(req, res, notFound)
  }
}

/**
 * Starts the server; port 0 takes any free one.
 * @param {{ port?: number }} [options]
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} `address` has no final slash.
 */
export function start({ port = DEFAULT_PORT } = {}) {
  return listen(createServer(createHandler()), port)
}

function portFromCommandLine() {
  const { values } = parseArgs({ options: { port: { type: 'string' } } })
  if (values.port === undefined) return DEFAULT_PORT
  const port = /^\d+$/.test(values.port) ? Number(values.port) : NaN
  if (port <= 65535) return port
  throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`)
}

async function main() {
  let port
  try {
    port = portFromCommandLine()
    const { address } = await start({ port })
    console.log(`The demo is at ${address}/`)
    if (!existsSync(DIST)) console.error('dist/ is missing: the page works after `npm run build`.')
  } catch (error) {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is in use. Choose another one with --port N; 0 takes any free one.`
        : error.message,
    )
    process.exitCode = 1
  }
}

const script = process.argv[1]
if (script && realpathSync(script) === fileURLToPath(import.meta.url)) await main()

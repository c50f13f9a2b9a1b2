// The demo's server: the page at /, the built library at /dist/, and five endpoints.
//
//   any   /stream?scenario=NAME&amount=N&from=MS&ids=no&retry=MS&run=ID&source=NAME
//                          a live stream that behaves as scenarios.js says, and resumes from
//                          Last-Event-ID or ?lastEventId=
//   GET   /private         a steady one, for those who send `Authorization: Bearer demo-token`
//   GET   /log?run=ID      what the server saw of a run, live
//   POST  /token?life=S    a token that is good for so many seconds
//   POST  /cut?run=ID      breaks the streams of a run off

import { existsSync, realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sirv from 'sirv'
import { listen } from './listen.js'
import { follow } from './log.js'
import { answerStream, beginStream, cutStreams, sendText, tokenFor } from './streams.js'

const DEFAULT_PORT = 8080
const AUTHORIZATION = 'Bearer demo-token'

const WWW = fileURLToPath(new URL('.', import.meta.url))
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

// Strict on purpose: this is all that the library needs, but for the inspector, which connects to where it is told.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' http: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function answerPrivate(req, res, query) {
  if (req.headers.authorization === AUTHORIZATION) return answerStream(req, res, query)
  sendText(res, 401, `This stream needs the header "Authorization: ${AUTHORIZATION}".`, {
    'WWW-Authenticate': 'Bearer',
  })
}

function answerLog(req, res, query) {
  follow(beginStream(res), query.get('run') ?? '', req.headers['last-event-id'] ?? '')
}

function answerToken(req, res, query) {
  res.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' })
  res.end(tokenFor(Number(query.get('life')) || 60))
}

function answerCut(req, res, query) {
  const run = query.get('run')
  if (!run) return sendText(res, 400, 'Say whose streams to cut: POST /cut?run=ID.')
  res.writeHead(200, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify({ cut: cutStreams(run) }))
}

const ENDPOINTS = {
  '/stream': { answer: answerStream },
  '/private': { method: 'GET', answer: answerPrivate },
  '/log': { method: 'GET', answer: answerLog },
  '/token': { method: 'POST', answer: answerToken },
  '/cut': { method: 'POST', answer: answerCut },
}

function createHandler() {
  // `dev` reads the disk at every request, so a new build needs no restart.
  const page = sirv(WWW, {
    dev: true,
    etag: true,
    setHeaders: (res) => res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY),
  })
  const dist = sirv(DIST, { dev: true, etag: true })

  return (req, res) => {
    const [path, query] = req.url.split('?', 2)
    const notFound = () => sendText(res, 404, 'Not found.')

    if (Object.hasOwn(ENDPOINTS, path)) {
      const { method, answer } = ENDPOINTS[path]
      if (!method || req.method === method) return answer(req, res, new URLSearchParams(query))
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

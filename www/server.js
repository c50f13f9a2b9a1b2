// The demo's server in Node: the page at /, the built library at /dist/, and the endpoints of streams.js.

import { existsSync, realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sirv from 'sirv'
import { listen } from './listen.js'
import { respond, textResponse } from './streams.js'

const DEFAULT_PORT = 8080

const WWW = fileURLToPath(new URL('.', import.meta.url))
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

// As strict as the library allows. Only the inspector, which connects to any URL, needs `http: https:`.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' http: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const BASE = 'http://localhost/'

/** The Request for a request of Node's server, without its body, which no endpoint reads. */
function toRequest(req, res) {
  const aborted = new AbortController()
  res.on('close', () => aborted.abort())
  const { method, headers } = req
  return new Request(BASE.slice(0, -1) + req.url, { method, headers, signal: aborted.signal })
}

/** A Request cannot have every method and target that HTTP allows. */
function respondOrReject(req, res) {
  try {
    return respond(toRequest(req, res), BASE)
  } catch {
    return textResponse(400, 'The request is not supported.')
  }
}

async function send(res, response) {
  res.writeHead(response.status, Object.fromEntries(response.headers))
  res.flushHeaders()
  // An error of the body destroys the connection, and the end of the connection cancels the body.
  await pipeline(Readable.fromWeb(response.body), res).catch(() => {})
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
    req.resume()
    const response = respondOrReject(req, res)
    if (response) return send(res, response)
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      const headers = { Allow: 'GET, HEAD' }
      return send(res, textResponse(405, 'Only GET and HEAD are accepted here.', headers))
    }
    const notFound = () => send(res, textResponse(404, 'Not found.'))
    if (!req.url.startsWith('/dist/')) return page(req, res, notFound)
    req.url = req.url.slice('/dist'.length)
    return dist(req, res, notFound)
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

function readPort() {
  const { values } = parseArgs({ options: { port: { type: 'string' } } })
  if (values.port === undefined) return DEFAULT_PORT
  const port = /^\d+$/.test(values.port) ? Number(values.port) : NaN
  if (port <= 65535) return port
  throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`)
}

async function main() {
  let port
  try {
    port = readPort()
    const { address } = await start({ port })
    console.log(`The demo is at ${address}/`)
    if (!existsSync(DIST)) console.error('dist/ is missing: run `npm run build` first.')
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

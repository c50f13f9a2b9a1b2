// The server of the browser tests. Every test creates resources of its own, so that tests are independent.
//
//   POST /scripts                    creates a resource that plays the script in the body: see script.js
//   POST /numbered?total=N&cuts=C    creates a resource that sends numbered messages: see numbered.js
//   POST /faulty                     creates a resource that injects faults: see tests/chaos/faults.js
//                                    all three respond with { id }
//   any  /scripts/ID                 the resource itself
//   POST /scripts/ID/signal          resumes a script that waits for a signal
//   GET  /scripts/ID/log             the requests that the resource has received: see resource.js
//   GET  /scripts/ID/requested?count=N   the same, after N requests
//   GET  /scripts/ID/closed?count=N      the same, after N requests were closed by the client
//   GET  /page, /worker, /dist/* …   pages, workers and their scripts: see pages.js
//   POST /results?of=NAME            calls `onResults` with the name and the body

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { listen } from '../../www/listen.js'
import { LONG_HEAD, faulty } from '../chaos/faults.js'
import { allowEveryOrigin } from './cors.js'
import { listenHttp2 } from './http2.js'
import { numbered } from './numbered.js'
import { servePages } from './pages.js'
import { Resource, readBody } from './resource.js'
import { scripted } from './script.js'

function createHandler(onResults) {
  const resources = new Map()

  function add(res, play) {
    const id = String(resources.size + 1)
    resources.set(id, new Resource(play))
    sendJson(res, { id })
  }

  const roots = {
    '/scripts': async (req, res) => add(res, scripted(JSON.parse(await readBody(req)))),
    '/faulty': async (req, res) => add(res, faulty(JSON.parse(await readBody(req)))),
    '/numbered': (req, res, query) => {
      add(res, numbered(Number(query.get('total')), Number(query.get('cuts'))))
    },
    '/results': async (req, res, query) => {
      onResults?.(query.get('of'), JSON.parse(await readBody(req)))
      sendJson(res, {})
    },
  }

  const actions = {
    signal: (resource, res) => {
      resource.signal()
      sendJson(res, {})
    },
    log: (resource, res) => sendJson(res, resource.log()),
    requested: async (resource, res, count) => sendJson(res, await resource.requested(count)),
    closed: async (resource, res, count) => sendJson(res, await resource.closed(count)),
  }

  return async (req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://localhost')
    const [, id, action] = /^\/scripts\/(\d+)(?:\/(\w+))?$/.exec(pathname) ?? []
    const resource = resources.get(id)
    allowEveryOrigin(req, res)
    if (req.method === 'OPTIONS') {
      if (!action) resource?.preflight(req)
      res.writeHead(204).end()
    } else if (Object.hasOwn(roots, pathname)) {
      await roots[pathname](req, res, searchParams)
    } else if (resource && action) {
      await actions[action](resource, res, Number(searchParams.get('count') ?? 1))
    } else if (resource) {
      await resource.respond(req, res)
    } else {
      servePages(req, res, searchParams)
    }
  }
}

function sendJson(res, value) {
  res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}

/**
 * Starts the server on free ports: one server under `ports` origins. `addresses` have no trailing slash, and `address` is
 * the first. With `secure`, `secureAddress` is another one, over HTTP/2. `onResults(name, value)` is called with each
 * value posted to /results.
 */
export async function startTestServer({ ports = 1, secure, onResults } = {}) {
  const handleOrThrow = createHandler(onResults)
  const handle = (req, res) => {
    // A browser repeats a request by itself if a reused connection breaks.
    res.shouldKeepAlive = false
    handleOrThrow(req, res).catch((error) => {
      if (res.headersSent) res.destroy()
      else res.writeHead(500).end(error.stack)
    })
  }
  const servers = Array.from({ length: ports }, () => createServer(handle))
  const listening = await Promise.all(servers.map((server) => listen(server)))
  const secured = secure && (await listenHttp2(handle, { longestHead: 2 * LONG_HEAD }))
  if (secured) listening.push(secured)
  const addresses = listening.map(({ address }) => address)
  const close = () => Promise.all(listening.map((server) => server.close()))
  return { address: addresses[0], addresses, secureAddress: secured?.address, close }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await startTestServer()
  console.log(address)
}

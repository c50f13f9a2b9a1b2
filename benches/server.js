// Serves the pages, the streams and the jobs: a page asks for a job, does it, posts its result, and loads itself again.

import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { listen } from '../www/listen.js'
import { stream } from './workloads.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PIECE = 65_536

/** Clocks are finer, and memory can be measured, in a page that is isolated. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Starts the server. `ask(job, patience)` gives what a page makes of a job; it throws if that takes too long. */
export async function startServer() {
  const jobs = queue()
  const files = sirv(`${ROOT}target/bench/page`, { dev: true })
  const dist = sirv(`${ROOT}dist`, { dev: true })
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value)
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    if (pathname === '/job') return jobs.give(response)
    if (pathname === '/result') return jobs.take(request, response)
    if (pathname === '/stream') return sendStream(response, searchParams)
    if (pathname === '/body') return response.end(find(searchParams).body)
    if (pathname === '/end') return sendEnd(response)
    files(request, response, () => dist(request, response))
  })
  const { address, close } = await listen(server)
  return { address, close, ask: jobs.ask, reset: jobs.reset }
}

const find = (query) => stream(query.get('workload'), Number(query.get('events')) || undefined)

async function sendStream(response, query) {
  const { body, pieces } = find(query)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const source = Readable.from(pieces ? paced(pieces) : cut(body))
  // The response stays open: a page that has seen everything closes it.
  await pipeline(source, response, { end: false }).catch(() => {})
}

function* cut(body) {
  for (let at = 0; at < body.length; at += PIECE) yield body.subarray(at, at + PIECE)
}

/** Each event by itself, one in each turn of the event loop. */
async function* paced(pieces) {
  for (const piece of pieces) {
    yield piece
    await setImmediate()
  }
}

/** One event, and the end. */
function sendEnd(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end('retry: 0\ndata: x\n\n')
}

/** Jobs wait for a page, or a page for a job. */
function queue() {
  let next
  let page
  let answer
  let timer
  let id = 0
  const match = () => {
    if (!next || !page) return
    page.end(JSON.stringify(next))
    next = page = undefined
  }
  const give = (response) => {
    page = response
    response.on('close', () => {
      if (page === response) page = undefined
    })
    match()
  }
  const take = async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    response.end()
    const result = JSON.parse(Buffer.concat(parts))
    // An answer that comes too late is nobody's.
    if (result.id === id) answer?.(result)
  }
  const ask = (job, patience) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no end within ${patience / 1000} s`))
      timer = setTimeout(late, patience)
      answer = (result) => {
        clearTimeout(timer)
        if (result.error) reject(new Error(result.error))
        else resolve(result)
      }
      next = { ...job, id: ++id }
      match()
    })
  /** After a browser was ended. */
  const reset = () => {
    clearTimeout(timer)
    next = page = answer = undefined
  }
  return { give, take, ask, reset }
}

// Serves the pages, the streams and the jobs: a page fetches a job, runs it, posts its result, and reloads.

import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { listen } from '../www/listen.js'
import { stream } from './workloads.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CHUNK_SIZE = 65_536

/** Cross-origin isolation gives a page finer clocks and lets it measure memory. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Starts the server. `runJob(job, timeout)` returns a page's result of a job, and throws after `timeout` milliseconds. */
export async function startServer() {
  const jobs = queue()
  let onMark
  const files = sirv(`${ROOT}target/bench/page`, { dev: true })
  const dist = sirv(`${ROOT}dist`, { dev: true })
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value)
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    if (pathname === '/job') return jobs.sendNext(response)
    if (pathname === '/result') return jobs.receiveResult(request, response)
    if (pathname === '/mark') return response.end(String(await onMark()))
    if (pathname === '/stream') return sendStream(response, searchParams)
    if (pathname === '/body') return response.end(find(searchParams).body)
    if (pathname === '/end') return sendEnd(response)
    files(request, response, () => dist(request, response))
  })
  const { address, close } = await listen(server)
  return {
    address,
    close,
    runJob: jobs.run,
    reset: jobs.reset,
    /** Sets the function that is called, and waited for, when a page requests `/mark`. */
    onMark(listener) {
      onMark = listener
    },
  }
}

const find = (query) => stream(query.get('workload'), Number(query.get('events')) || undefined)

async function sendStream(response, query) {
  const { body, pieces, interval } = find(query)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const source = Readable.from(pieces ? paced(pieces, interval) : cut(body))
  // The response stays open, and the page closes it after the last event.
  await pipeline(source, response, { end: false }).catch(() => {})
}

function* cut(body) {
  for (let at = 0; at < body.length; at += CHUNK_SIZE) yield body.subarray(at, at + CHUNK_SIZE)
}

/** One event per iteration of the event loop, or per interval. */
async function* paced(pieces, interval) {
  for (const piece of pieces) {
    yield piece
    await (interval ? delay(interval) : setImmediate())
  }
}

/** Sends one event and ends the response. */
function sendEnd(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end('retry: 0\ndata: x\n\n')
}

/** Matches jobs with the page that waits for one. */
function queue() {
  let next
  let page
  let onResult
  let timer
  let id = 0
  const match = () => {
    if (!next || !page) return
    page.end(JSON.stringify(next))
    next = page = undefined
  }
  const sendNext = (response) => {
    page = response
    response.on('close', () => {
      if (page === response) page = undefined
    })
    match()
  }
  const receiveResult = async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    response.end()
    const result = JSON.parse(Buffer.concat(parts))
    // The result of a job that has timed out is ignored.
    if (result.id === id) onResult?.(result)
  }
  const run = (job, timeout) =>
    new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`timed out after ${timeout / 1000} s`))
      timer = setTimeout(fail, timeout)
      onResult = (result) => {
        clearTimeout(timer)
        if (result.error) reject(new Error(result.error))
        else resolve(result)
      }
      next = { ...job, id: ++id }
      match()
    })
  /** Forgets the page of a browser that was closed. */
  const reset = () => {
    clearTimeout(timer)
    next = page = onResult = undefined
  }
  return { sendNext, receiveResult, run, reset }
}

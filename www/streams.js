// The demo's server: five endpoints, as functions from a Request to a Response. Runs in Node (server.js) and in a
// service worker (service_worker.js).
//
//   any   stream?scenario=NAME&amount=N&from=MS&ids=no&retry=MS&run=ID&source=NAME
//                         a stream that behaves as scenarios.js describes, and resumes from
//                         Last-Event-ID or ?lastEventId=
//   GET   private         a steady stream for requests with `Authorization: Bearer demo-token`
//   GET   log?run=ID      the requests of a run, live
//   POST  token?life=S    a token that is valid for S seconds
//   POST  cut?run=ID      breaks the streams of a run

import { createChunks } from './messages.js'
import { logEntry, readLog } from './request_log.js'
import { planResponse } from './responses.js'

const AUTHORIZATION = 'Bearer demo-token'

const EVENT_STREAM = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

/** The open streams of runs: a function that breaks the stream -> its run. */
const openStreams = new Map()

export const textResponse = (status, text, headers) =>
  new Response(`${text}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  })

/**
 * A response whose body is the chunks of text that `generate(signal)` gives; if that throws, the connection breaks.
 * `onClose` is called once, whichever side ended the stream. `breaksAfter` and `endsAfter` are in milliseconds. Where a connection
 * cannot break, it ends instead.
 */
function streamResponse(request, generate, options = {}) {
  const { breaksAfter, endsAfter, canBreak = true, onClose } = options
  const encoder = new TextEncoder()
  const ended = new AbortController()
  const chunks = generate(ended.signal)
  let controller
  let timer

  function end(finish) {
    if (ended.signal.aborted) return
    clearTimeout(timer)
    ended.abort()
    finish?.()
    onClose?.(abort)
  }
  // In WebKitGTK 2.50 the next navigation hangs if a promise is resolved while a service worker's response is canceled.
  const endLater = () => setTimeout(end)
  const close = () => end(() => controller.close())
  const abort = () => {
    if (canBreak) end(() => controller.error(new Error('The connection was cut.')))
    else close()
  }

  const body = new ReadableStream({
    start(streamController) {
      controller = streamController
      if (breaksAfter !== undefined) timer = setTimeout(abort, breaksAfter)
      if (endsAfter !== undefined) timer = setTimeout(close, endsAfter)
    },
    async pull() {
      const { value, done } = await chunks.next().catch(() => ({}))
      if (ended.signal.aborted) return
      if (value !== undefined) controller.enqueue(encoder.encode(value))
      else if (done) close()
      else abort()
    },
    cancel: endLater,
  })
  // Not every browser cancels the body of a service worker's response when the page aborts the request.
  request.signal.addEventListener('abort', endLater)
  return { response: new Response(body, { headers: EVENT_STREAM }), abort }
}

/** A token contains the time until which it is valid. A real one is signed. */
const createToken = (seconds) => `demo-${Date.now() + seconds * 1000}`

function remainingTokenLife(headers) {
  const until = /^Bearer demo-(\d+)$/.exec(headers.get('Authorization') ?? '')?.[1]
  return until ? Number(until) - Date.now() : 0
}

function readRequest({ method, headers }, query) {
  const now = Date.now()
  const from = Math.min(Number(query.get('from') ?? now) || now, now)
  const amount = Math.min(Math.max(Number(query.get('amount')) || 1, 0.1), 100_000)
  const scenario = query.get('scenario') ?? 'steady'
  const tokenLife = remainingTokenLife(headers)
  return { scenario, amount, method, from, elapsed: now - from, tokenLife }
}

/** `sent(id)` is called with the last event ID of what is sent. */
const readRun = ({ headers }, query, { from }, platform) => ({
  from,
  ids: query.get('ids') !== 'no',
  retry: /^\d+$/.test(query.get('retry')) ? query.get('retry') : undefined,
  lastEventId:
    headers.get('Last-Event-ID') ?? query.get('lastEventId') ?? platform.lastEventId(query) ?? '',
  sent: (n) => platform.recordId(query, n),
})

/** A stream that behaves as its query asks: see responses.js. */
function sendStream(request, query, platform) {
  const settings = readRequest(request, query)
  const plan = planResponse(settings)
  if (!plan) return textResponse(400, `There is no scenario '${settings.scenario}'.`)
  const run = readRun(request, query, settings, platform)
  const [id, source] = [query.get('run') ?? '', query.get('source')]
  const { status, headers } = plan
  logEntry(id, { type: 'request', source, status, lastEventId: run.lastEventId })
  if (status !== 200) return textResponse(status, `The server responded with ${status}.`, headers)

  const onClose = (abort) => {
    openStreams.delete(abort)
    logEntry(id, { type: 'end', source })
  }
  const generate = (signal) => createChunks(plan, run, signal)
  const { response, abort } = streamResponse(request, generate, {
    ...plan,
    canBreak: platform.canBreak(query),
    onClose,
  })
  openStreams.set(abort, id)
  return response
}

function sendPrivate(request, query, platform) {
  if (request.headers.get('Authorization') === AUTHORIZATION)
    return sendStream(request, query, platform)
  return textResponse(401, `This stream needs the header "Authorization: ${AUTHORIZATION}".`, {
    'WWW-Authenticate': 'Bearer',
  })
}

function sendLog(request, query) {
  const lastEventId = request.headers.get('Last-Event-ID') ?? ''
  const generate = (signal) => readLog(query.get('run') ?? '', lastEventId, signal)
  return streamResponse(request, generate).response
}

const sendToken = (_, query) =>
  new Response(createToken(Number(query.get('life')) || 60), {
    headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
  })

function cutStreams(_, query) {
  const run = query.get('run')
  if (!run) return textResponse(400, 'The run is missing: POST cut?run=ID.')
  const ofRun = [...openStreams].filter(([, owner]) => owner === run)
  for (const [abort] of ofRun) abort()
  return Response.json({ cut: ofRun.length })
}

const ENDPOINTS = {
  stream: { respond: sendStream },
  private: { method: 'GET', respond: sendPrivate },
  log: { method: 'GET', respond: sendLog },
  token: { method: 'POST', respond: sendToken },
  cut: { method: 'POST', respond: cutStreams },
}

/** How Node's server differs from a service worker: see service_worker.js. */
const NODE = { canBreak: () => true, lastEventId: () => undefined, recordId() {} }

/** The response to a request below `base`, a URL that ends with a slash; undefined if it is not one of an endpoint. */
export function respond(request, base, platform = NODE) {
  const { href, origin, pathname, searchParams } = new URL(request.url)
  const name = pathname.slice(new URL(base).pathname.length)
  if (!href.startsWith(base) || !Object.hasOwn(ENDPOINTS, name)) return undefined
  const { method, respond } = ENDPOINTS[name]
  if (!method || request.method === method) return respond(request, searchParams, platform)
  return textResponse(405, `${origin} accepts only ${method} here.`, { Allow: method })
}

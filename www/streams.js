// The demo server's streams: which plan a request gets, and who is connected. Runs in Node.

import { planOf } from './behaviours.js'
import { sendMessages } from './feed.js'
import { note } from './log.js'

const EVENT_STREAM = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

/** The open streams: response -> the run that it belongs to. */
const open = new Map()

export function sendText(res, status, text, headers) {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers })
  res.end(`${text}\n`)
}

export const beginStream = (res) => res.writeHead(200, EVENT_STREAM)

/** A token is good until the time that it names. A real one is signed. */
export const tokenFor = (seconds) => `demo-${Date.now() + seconds * 1000}`

function tokenLeft({ authorization = '' }) {
  const until = /^Bearer demo-(\d+)$/.exec(authorization)?.[1]
  return until ? Number(until) - Date.now() : 0
}

function requestOf(req, query) {
  const now = Date.now()
  const from = Math.min(Number(query.get('from') ?? now) || now, now)
  const amount = Math.min(Math.max(Number(query.get('amount')) || 1, 0.1), 100_000)
  const scenario = query.get('scenario') ?? 'steady'
  return { scenario, amount, from, elapsed: now - from, tokenLeft: tokenLeft(req.headers) }
}

const runOf = (req, query, from) => ({
  from,
  ids: query.get('ids') !== 'no',
  retry: /^\d+$/.test(query.get('retry')) ? query.get('retry') : undefined,
  lastEventId: req.headers['last-event-id'] ?? query.get('lastEventId') ?? '',
})

/** Writes down the request, and its end when it comes. */
function keep(res, query, { status, lastEventId }) {
  const run = query.get('run') ?? ''
  const source = query.get('source')
  note(run, { what: 'request', source, status, lastEventId })
  if (status !== 200) return
  open.set(res, run)
  res.on('close', () => {
    open.delete(res)
    note(run, { what: 'end', source })
  })
}

/** Answers with a stream that behaves as its query says: see behaviours.js. */
export function answerStream(req, res, query) {
  req.resume()
  const request = requestOf(req, query)
  const plan = planOf(request)
  if (!plan) return sendText(res, 400, `There is no scenario '${request.scenario}'.`)
  const run = runOf(req, query, request.from)
  const status = plan.refusal?.status ?? 200
  keep(res, query, { status, lastEventId: run.lastEventId })
  if (plan.refusal) return sendText(res, status, 'Not now.', plan.refusal.headers)

  beginStream(res)
  if (plan.lasts !== undefined) {
    const timer = setTimeout(() => (plan.ends ? res.end() : res.destroy()), plan.lasts)
    res.on('close', () => clearTimeout(timer))
  }
  return sendMessages(res, plan, run)
}

/** Breaks the open streams of a run off; how many they were. */
export function cutStreams(run) {
  const chosen = [...open].filter(([, owner]) => owner === run)
  for (const [stream] of chosen) stream.destroy()
  return chosen.length
}

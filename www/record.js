// What has become of one event source: its states, attempts, messages and counts. No DOM.
//
// Its own events say most of it. When an attempt was made is what the server saw: a browser's
// EventSource does not tell when a wait is over.

import { EMPTY, open, receive, verdict } from './tally.js'

export const STATES = ['CONNECTING', 'OPEN', 'CLOSED']
const BUCKET = 250
const KEPT = 120_000
const ENTRIES = 8
const MESSAGES = 5
const TEXT = 400

/**
 * The record of a source that is being constructed at `now`. `segments` are `{ kind, from, to }`, one after the other, with
 * the kinds connecting, open, waiting, paused and closed; the last has no `to`.
 */
export function createRecord(now = Date.now()) {
  return {
    state: STATES[0],
    tally: EMPTY,
    segments: [{ kind: 'connecting', from: now }],
    attempts: [],
    connections: [],
    buckets: [],
    messages: [],
    text: '',
    entries: [],
    waitEnds: undefined,
  }
}

const last = (list) => list.at(-1)

function enter(record, kind, now) {
  const current = last(record.segments)
  if (current.kind === kind && kind !== 'waiting') return
  current.to = now
  record.segments.push({ kind, from: now })
}

function addEntry(record, now, text) {
  const entry = { at: now, text }
  record.entries.unshift(entry)
  record.entries.length = Math.min(record.entries.length, ENTRIES)
  return entry
}

/** The source never was, or is no more. */
export function fail(record, text, state = STATES[2]) {
  const now = Date.now()
  record.state = state
  enter(record, 'closed', now)
  addEntry(record, now, text)
}

function countMessage(record, now) {
  const at = now - (now % BUCKET)
  const bucket = last(record.buckets)
  if (bucket?.at === at) bucket.count++
  else record.buckets.push({ at, count: 1 })
  while (record.buckets[0].at < now - KEPT) record.buckets.shift()
}

/** Messages per second, over the last whole second. */
export function rate({ buckets }, now) {
  const end = now - (now % BUCKET)
  return buckets.reduce((sum, { at, count }) => sum + (at < end && at >= end - 1000 ? count : 0), 0)
}

/** Ours says what happened and what follows; a browser's EventSource says nothing. */
const describeError = ({ message }, closed) =>
  message ?? `${closed ? 'closed for good' : 'lost'}; the browser does not say why`

/** Writes down what `source` fires, and calls `changed` when its state has changed. */
export function watch(record, source, changed) {
  let resumption

  source.addEventListener('open', () => {
    const now = Date.now()
    const entry = addEntry(record, now, record.tally.opened ? 'open again' : 'open')
    if (record.tally.newest !== undefined) resumption = { entry, before: record.tally }
    record.tally = open(record.tally)
    record.waitEnds = undefined
    record.state = STATES[1]
    enter(record, 'open', now)
    changed()
  })

  source.addEventListener('message', ({ data, lastEventId }) => {
    const now = Date.now()
    const { n, text } = JSON.parse(data)
    record.tally = receive(record.tally, n)
    countMessage(record, now)
    record.messages.unshift({ n, at: now, lastEventId })
    record.messages.length = Math.min(record.messages.length, MESSAGES)
    if (text) record.text = `${record.text} ${text}`.slice(-TEXT)
    if (!resumption) return
    const { entry, before } = resumption
    entry.text += `: #${n} follows #${before.newest}, ${verdict(before, record.tally)}`
    resumption = undefined
  })

  source.addEventListener('error', (event) => {
    const now = Date.now()
    const closed = source.readyState === 2
    addEntry(record, now, describeError(event, closed))
    record.state = STATES[source.readyState]
    record.waitEnds = event.willReconnect ? now + event.delay : undefined
    enter(record, closed ? 'closed' : 'waiting', now)
    changed()
  })
}

/** A source that pauses with its page fires nothing. */
export function notePause(record, source) {
  if (record.state !== 'OPEN' || source.readyState !== 0) return
  record.state = STATES[0]
  enter(record, 'paused', Date.now())
}

/** Adds what the server saw, which may be known only after what came of it. */
export function noteServer(record, { what, at, status, lastEventId }) {
  if (what === 'end') {
    const connection = record.connections.find(({ to }) => to === undefined)
    if (connection) connection.to = at
    return
  }
  record.attempts.push({ at, status, lastEventId })
  if (status === 200) record.connections.push({ from: at })
  const index = record.segments.findIndex(
    ({ kind, from, to = Infinity }) => kind === 'waiting' && from <= at && at <= to,
  )
  if (index < 0) return
  const waiting = record.segments[index]
  record.segments.splice(index + 1, 0, { kind: 'connecting', from: at, to: waiting.to })
  waiting.to = at
}

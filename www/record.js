// The record of one connection: its states, requests, messages and counts. No DOM.
//
// Most of it comes from the events of the source. When a request was sent comes from the server's log: a browser's
// EventSource does not report the end of a wait.

import { countMessage, countOpen, describeLoss, EMPTY } from './counters.js'

export const STATES = ['CONNECTING', 'OPEN', 'CLOSED']
const BUCKET = 250
const KEPT = 120_000
const ENTRIES = 6
const MESSAGES = 6
const TEXT = 600

/**
 * The record of a source that is constructed at `now`. `segments` are `{ kind, from, to }`, one after the other, with the
 * kinds connecting, open, waiting, paused, complete and closed; the last has no `to`.
 */
export function createRecord(now = Date.now()) {
  return {
    state: STATES[0],
    counters: EMPTY,
    segments: [{ kind: 'connecting', from: now }],
    requests: [],
    connections: [],
    buckets: [],
    messages: [],
    text: '',
    entries: [],
    waitEnds: undefined,
  }
}

const last = (list) => list.at(-1)

/** Appends to a list that keeps only the newest `limit` items. */
function append(list, item, limit) {
  list.push(item)
  if (list.length > limit) list.shift()
  return item
}

function enterSegment(record, kind, now) {
  const current = last(record.segments)
  if (current.kind === kind && kind !== 'waiting') return
  current.to = now
  record.segments.push({ kind, from: now })
}

const addEntry = (record, now, text) => append(record.entries, { at: now, text }, ENTRIES)

/** Records that the source cannot be constructed, or no longer exists. */
export function recordEnd(record, text, state = STATES[2], kind = 'closed') {
  const now = Date.now()
  record.state = state
  enterSegment(record, kind, now)
  addEntry(record, now, text)
}

function recordOpen(record, now) {
  const entry = addEntry(record, now, record.counters.opened ? 'reconnected' : 'open')
  record.counters = countOpen(record.counters)
  record.waitEnds = undefined
  record.state = STATES[1]
  enterSegment(record, 'open', now)
  return entry
}

function recordMessage(record, data, lastEventId) {
  const now = Date.now()
  const { n, text } = JSON.parse(data)
  record.counters = countMessage(record.counters, n)
  countInBucket(record, now)
  append(record.messages, { n, at: now, lastEventId }, MESSAGES)
  if (text) record.text = `${record.text} ${text}`.slice(-TEXT)
}

function countInBucket({ buckets }, now) {
  const at = now - (now % BUCKET)
  const bucket = last(buckets)
  if (bucket?.at === at) bucket.count++
  else buckets.push({ at, count: 1 })
  while (buckets[0].at < now - KEPT) buckets.shift()
}

/** Messages per second, over the last whole second. */
export function rate({ buckets }, now) {
  const end = now - (now % BUCKET)
  return buckets.reduce((sum, { at, count }) => sum + (at < end && at >= end - 1000 ? count : 0), 0)
}

/** A native `error` event has no message. */
const describeError = ({ message }, closed) =>
  message ?? `${closed ? 'closed' : 'reconnecting'}; native error events give no reason`

function recordError(record, event, readyState) {
  const now = Date.now()
  const closed = readyState === 2
  addEntry(record, now, describeError(event, closed))
  record.state = STATES[readyState]
  record.waitEnds = event.willReconnect ? now + event.delay : undefined
  enterSegment(record, closed ? 'closed' : 'waiting', now)
}

/** Records the events of `source`, and calls `changed` when its state has changed. */
export function watchSource(record, source, changed) {
  let resumption

  source.addEventListener('open', () => {
    const before = record.counters
    const entry = recordOpen(record, Date.now())
    if (before.newest !== undefined) resumption = { entry, before }
    changed()
  })

  source.addEventListener('message', ({ data, lastEventId }) => {
    recordMessage(record, data, lastEventId)
    if (!resumption) return
    const { entry, before } = resumption
    const { newest } = before
    entry.text += `: #${newest} → #${JSON.parse(data).n}, ${describeLoss(before, record.counters)}`
    resumption = undefined
  })

  source.addEventListener('error', (event) => {
    recordError(record, event, source.readyState)
    changed()
  })
}

/**
 * Reads an answer up to its last event, `[DONE]`, and calls `changed` when the state has changed. `start` is called with the
 * handlers of its events.
 */
export async function watchAnswer(record, start, signal, changed) {
  const onopen = () => {
    recordOpen(record, Date.now())
    changed()
  }
  const onerror = (event) => {
    if (!event.willReconnect) return // It is thrown.
    recordError(record, event, 0)
    changed()
  }
  const end = (...args) => {
    if (record.state === 'CLOSED') return
    recordEnd(record, ...args)
    changed()
  }
  try {
    for await (const { data, lastEventId } of start({ onopen, onerror })) {
      if (data === '[DONE]') {
        return end('[DONE]: the answer is complete, and the loop ends', 'DONE', 'complete')
      }
      recordMessage(record, data, lastEventId)
    }
    const reason = signal.aborted ? 'aborted' : 'incomplete, without [DONE]'
    end(`${reason}: the loop ends without an error`)
  } catch ({ reason, message }) {
    end(`the loop throws “${message}” (reason: ${reason})`)
  }
}

/** Records that a source is paused with its page, for which no event is fired. */
export function recordPause(record, source) {
  if (record.state !== 'OPEN' || source.readyState !== 0) return
  record.state = STATES[0]
  enterSegment(record, 'paused', Date.now())
}

/** Records an entry of the server's log, which can arrive after the events that it caused. */
export function recordServerEntry(record, { type, at, status, lastEventId }) {
  if (type === 'end') {
    const connection = record.connections.find(({ to }) => to === undefined)
    if (connection) connection.to = at
    return
  }
  record.requests.push({ at, status, lastEventId })
  if (status === 200) record.connections.push({ from: at })
  const index = record.segments.findIndex(
    ({ kind, from, to = Infinity }) => kind === 'waiting' && from <= at && at <= to,
  )
  if (index < 0) return
  const waiting = record.segments[index]
  record.segments.splice(index + 1, 0, { kind: 'connecting', from: at, to: waiting.to })
  waiting.to = at
}

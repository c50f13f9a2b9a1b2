// One run: the connections that read one scenario, and the server's log of them.

import { events, FetchEventSource } from './dist/index.js'
import {
  createRecord,
  recordEnd,
  recordPause,
  recordServerEntry,
  watchAnswer,
  watchSource,
} from './record.js'

export const TITLES = { native: 'Browser’s EventSource', wasm: 'eventsource-wasm' }

/** Starts `events()`, with the methods of a source that the page needs. */
function startAnswer(record, url, init, changed) {
  const controller = new AbortController()
  const { signal } = controller
  const stop = () => controller.abort()
  watchAnswer(record, (handlers) => events(url, { ...init, ...handlers, signal }), signal, changed)
  return { close: stop, stop }
}

function createSource(name, record, { url, init, answers, changed }) {
  if (name === 'wasm' && answers) return startAnswer(record, url, init, changed)
  if (name === 'native' && !globalThis.EventSource) {
    throw new Error('This browser has no native EventSource.')
  }
  const source = name === 'wasm' ? new FetchEventSource(url, init) : new globalThis.EventSource(url)
  watchSource(record, source, changed)
  return source
}

/** A lane; its source is undefined if it cannot be constructed. */
function createLane(name, settings) {
  const record = createRecord()
  const lane = { name, title: TITLES[name], record }
  const changed = () => settings.changed(lane)
  try {
    lane.source = createSource(name, record, { ...settings, changed })
  } catch (error) {
    const isMissing = name === 'native' && !globalThis.EventSource
    recordEnd(record, error.message, isMissing ? 'MISSING' : 'CLOSED')
  }
  return lane
}

/** The URL of a run's stream, whose query describes what the server does. */
function streamUrl({ scenario, amount, ids, retry }, extra) {
  const query = new URLSearchParams({ scenario, ...(amount && { amount }), ...extra })
  if (!ids) query.set('ids', 'no')
  if (retry !== '') query.set('retry', retry)
  return `stream?${query}`
}

/** Opens the connections. `init` is for eventsource-wasm; `changed(lane)` is called whenever a state changes. */
export function startRun({ server, names, init, changed }) {
  const began = Date.now()
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const urlOf = (source) => streamUrl(server, { from: began, run: id, source })
  const { answers } = server
  const lanes = names.map((name) => createLane(name, { url: urlOf(name), init, answers, changed }))

  // A hidden page needs no connection for what it does not show; it receives everything when it is shown.
  const log = new FetchEventSource(`log?run=${id}`, { pauseWhenHidden: true })
  log.addEventListener('message', ({ data }) => {
    const entry = JSON.parse(data)
    const lane = lanes.find(({ name }) => name === entry.source)
    if (lane) recordServerEntry(lane.record, entry)
  })

  return {
    began,
    lanes,

    recordPauses() {
      for (const { source, record } of lanes) if (source) recordPause(record, source)
    },

    /** Breaks this run's connections; resolves with their number. */
    async cut() {
      const response = await fetch(`cut?run=${id}`, { method: 'POST' })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return (await response.json()).cut
    },

    /** Aborts the signal of an answer. */
    stopAnswer() {
      for (const { source } of lanes) source?.stop?.()
    },

    /** Closes every connection, for a reason that the records show. */
    stop(reason) {
      log.close()
      for (const { source, record } of lanes) {
        source?.close()
        if (record.state === 'CLOSED') continue
        recordEnd(record, reason)
        // The server's log has it too, but is closed.
        recordServerEntry(record, { type: 'end', at: Date.now() })
      }
    },
  }
}

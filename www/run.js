// One run: the sources that listen to one scenario, and what the server saw of them.

import { FetchEventSource } from '/dist/index.js'
import { createRecord, fail, notePause, noteServer, watch } from './record.js'

export const TITLES = { native: 'Browser’s EventSource', wasm: 'eventsource-wasm' }

function open(name, url, init) {
  if (name === 'wasm') return new FetchEventSource(url, init)
  if (!globalThis.EventSource) throw new Error('This browser has no EventSource of its own.')
  return new globalThis.EventSource(url)
}

/** A lane, whose source is undefined if it could not be constructed. */
function createLane(name, url, init, changed) {
  const record = createRecord()
  const lane = { name, title: TITLES[name], record }
  try {
    lane.source = open(name, url, init)
    watch(record, lane.source, () => changed(lane))
  } catch (error) {
    const isMissing = name === 'native'
    fail(record, error.message, isMissing ? 'MISSING' : 'CLOSED')
  }
  return lane
}

/** The URL of a run's stream: what the server shall do is in its query. */
export function streamUrl({ scenario, amount, ids, retry }, extra = {}) {
  const query = new URLSearchParams({ scenario, ...(amount && { amount }) })
  if (!ids) query.set('ids', 'no')
  if (retry !== '') query.set('retry', retry)
  for (const name in extra) query.set(name, extra[name])
  return `/stream?${query}`
}

/** Opens the sources; `changed(lane)` is called at each change of a state. */
export function startRun({ server, names, init, changed }) {
  const began = Date.now()
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const urlOf = (source) => streamUrl(server, { from: began, run: id, source })
  const lanes = names.map((name) => createLane(name, urlOf(name), init, changed))

  // A hidden page needs no connection for what nobody sees; it gets all of it when it is shown.
  const log = new FetchEventSource(`/log?run=${id}`, { pauseWhenHidden: true })
  log.addEventListener('message', ({ data }) => {
    const entry = JSON.parse(data)
    const lane = lanes.find(({ name }) => name === entry.source)
    if (lane) noteServer(lane.record, entry)
  })

  return {
    began,
    lanes,

    notePauses() {
      for (const { source, record } of lanes) if (source) notePause(record, source)
    },

    /** Breaks this run's connections off; how many they were. */
    async cut() {
      const response = await fetch(`/cut?run=${id}`, { method: 'POST' })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return (await response.json()).cut
    },

    /** Lets every connection go; the records say why, if there is a `reason` to say. */
    stop(reason) {
      log.close()
      for (const { source, record } of lanes) {
        source?.close()
        if (!reason || record.state === 'CLOSED') continue
        fail(record, reason)
        // The server says so to the log alone, which is closed.
        noteServer(record, { what: 'end', at: Date.now() })
      }
    },
  }
}

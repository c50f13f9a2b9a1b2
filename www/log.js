// What the demo's server saw of one run: each request and each end of one. Runs in Node.
//
// The page draws from it when an attempt was made: a browser's EventSource does not say.

import { randomUUID } from 'node:crypto'

const MAX_RUNS = 50
const MAX_ENTRIES = 500

/** Begins every ID, so that those of a server that was stopped are not taken for ours. */
const server = randomUUID().slice(0, 8)

const logs = new Map()

/** The log of a run; the oldest run is forgotten. */
function logOf(run) {
  if (!logs.has(run)) {
    logs.set(run, { entries: [], count: 0, listeners: new Set() })
    if (logs.size > MAX_RUNS) logs.delete(logs.keys().next().value)
  }
  return logs.get(run)
}

const text = ({ id, ...entry }) => `id: ${server}.${id}\ndata: ${JSON.stringify(entry)}\n\n`

/** Writes down what happened in a run; everyone who follows it is told. */
export function note(run, entry) {
  const log = logOf(run)
  const noted = { id: ++log.count, at: Date.now(), ...entry }
  log.entries.push(noted)
  if (log.entries.length > MAX_ENTRIES) log.entries.shift()
  for (const res of log.listeners) res.write(text(noted))
}

/** Answers with what happened in a run after `lastEventId`, and with what will. */
export function follow(res, run, lastEventId) {
  const log = logOf(run)
  const [of, id] = lastEventId.split('.')
  const seen = of === server ? Number(id) : 0
  res.write(
    `retry: 1000\n\n${log.entries
      .filter((entry) => entry.id > seen)
      .map(text)
      .join('')}`,
  )
  log.listeners.add(res)
  res.on('close', () => log.listeners.delete(res))
}

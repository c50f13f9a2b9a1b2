// The requests of each run, as the demo's server sees them, and when their connections ended. Runs in Node and in a service worker.
//
// The page reads it to draw when each request was sent, which a browser's EventSource does not report.

const MAX_RUNS = 50
const MAX_ENTRIES = 500

/** Prefix of every ID, so that an ID of an earlier server is not taken for one of this server. */
const instance = crypto.getRandomValues(new Uint32Array(1))[0].toString(36)

const logs = new Map()

/** The log of a run; the oldest run is removed when there are too many. */
function logOf(run) {
  if (!logs.has(run)) {
    logs.set(run, { entries: [], count: 0, readers: new Set() })
    if (logs.size > MAX_RUNS) logs.delete(logs.keys().next().value)
  }
  return logs.get(run)
}

const format = ({ id, ...entry }) => `id: ${instance}.${id}\ndata: ${JSON.stringify(entry)}\n\n`

/** Adds an entry to a run's log, and sends it to the log's readers. */
export function logEntry(run, entry) {
  const log = logOf(run)
  log.entries.push({ id: ++log.count, at: Date.now(), ...entry })
  if (log.entries.length > MAX_ENTRIES) log.entries.shift()
  for (const wake of log.readers) wake()
}

/** The entries of a run after `lastEventId`, as the text of a stream, until `signal` is aborted. */
export async function* readLog(run, lastEventId, signal) {
  const log = logOf(run)
  const [prefix, id] = lastEventId.split('.')
  let seen = prefix === instance ? Number(id) : 0
  yield 'retry: 1000\n\n'
  while (!signal.aborted) {
    const entries = log.entries.filter((entry) => entry.id > seen)
    if (entries.length) {
      seen = log.count
      yield entries.map(format).join('')
      continue
    }
    await new Promise((resolve) => {
      const finish = () => {
        log.readers.delete(finish)
        signal.removeEventListener('abort', finish)
        resolve()
      }
      log.readers.add(finish)
      signal.addEventListener('abort', finish)
    })
  }
}

// Measures the heap that a page uses for what it keeps of a long stream.

import { session, streamInfo } from './measure.js'
import { discardStreams, KEPT_TYPES } from './workloads.js'

const LIBRARIES = ['native', 'FetchEventSource', 'events', 'eventsource']

/** 100 MiB in events of 1 KiB. */
const EVENTS = 102_400

const KEPT = {
  ids: 'all IDs, 23 characters each',
  types: 'all types',
  data: 'one data of 1 KiB in a hundred',
}

/** For each library, the growth of the heap in bytes. */
export async function retention(name, server, { share }) {
  const browser = session(name, server, { isForMemory: true })
  const events = EVENTS * share
  const warmUp = streamInfo('kept', 1000)
  const stream = streamInfo('kept', events)
  const tables = []
  for (const [keep, title] of Object.entries(KEPT)) {
    console.log(title)
    const rows = []
    for (const library of LIBRARIES) {
      const job = {
        task: 'retention',
        library,
        keep,
        types: KEPT_TYPES,
        warmUp,
        stream,
        timeout: 120_000,
      }
      const row = await browser.runJob(job).catch((error) => ({ error: error.message }))
      rows.push({ library, ...row })
    }
    for (const row of rows) row.ratio = row.bytes / rows[0].bytes
    tables.push({ keep, title, rows })
  }
  await browser.close()
  discardStreams()
  return tables
}

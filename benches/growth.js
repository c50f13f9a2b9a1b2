// Measures how FetchEventSource scales with the length of a stream, the size of an event and the size of a chunk.

import { compare, session, streamInfo } from './measure.js'
import { discardStreams, stream } from './workloads.js'

/** Each series: its sizes, the job for a size, and the number of units in it. */
function seriesOf({ share }) {
  const warmUp = streamInfo('ticks', 2000)
  const receive = (stream) => ({ task: 'receive', library: 'FetchEventSource', warmUp, stream })
  const deltas = 20_000 * share
  const { length } = stream('deltas', deltas).body
  return [
    {
      title: 'events of a stream',
      unit: 'event',
      sizes: [25_000, 50_000, 100_000, 200_000, 400_000].map((count) => count * share),
      jobOf: (count) => receive(streamInfo('ticks', count)),
      unitsOf: (count) => count,
    },
    {
      title: 'MiB of one event',
      unit: 'MiB',
      sizes: [4, 8, 16, 32, 64, 128].map((size) => Math.ceil(size * share)),
      jobOf: (size) => receive(streamInfo('big', size)),
      unitsOf: (size) => size,
    },
    {
      title: 'bytes of a chunk, of the same stream',
      unit: 'chunk',
      sizes: [16, 128, 1024, 8192, 65_536, 524_288],
      jobOf: (size) => ({
        task: 'parse',
        library: 'events',
        stream: streamInfo('deltas', deltas),
        size,
      }),
      unitsOf: (size) => Math.ceil(length / size),
    },
  ]
}

/** One table per series, one row per size. */
export async function growth(name, server, options) {
  const browser = session(name, server)
  const repetitions = Math.ceil(options.repetitions / 2)
  const tables = []
  for (const { title, unit, sizes, jobOf, unitsOf } of seriesOf(options)) {
    console.log(title)
    const rows = []
    for (const size of new Set(sizes)) {
      const [row] = await compare(browser, ['FetchEventSource'], repetitions, () => jobOf(size))
      rows.push({ size, units: unitsOf(size), ...row })
    }
    tables.push({ title, unit, rows })
    discardStreams()
  }
  await browser.close()
  return tables
}

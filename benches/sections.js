// The sections of the benchmark. Each takes the name of a browser, the server and the options of the run (options.js), and
// returns tables of a title and rows.

import { compare, session, streamInfo } from './measure.js'
import { discardStreams, WORKLOADS } from './workloads.js'

const LIBRARIES = [
  'native',
  'FetchEventSource',
  'events',
  'eventsource',
  'event-source-polyfill',
  '@microsoft/fetch-event-source',
  'sse.js',
  'eventsource-client',
]

const format = (number) => number.toLocaleString('en')

/** Measures each case in one browser, and returns one table per case. */
async function tables(browser, cases, measure) {
  const measured = []
  for (const one of cases) {
    console.log(one.title)
    measured.push({ ...one, rows: await measure(one) })
    discardStreams()
  }
  await browser.close()
  return measured
}

/** All libraries and all workloads. */
export function streams(name, server, { share, repetitions, workloads }) {
  const browser = session(name, server)
  const cases = workloads.map((workload) => {
    const events = Math.ceil(WORKLOADS[workload].events * share)
    return { workload, events, title: `${format(events)} ${WORKLOADS[workload].title}` }
  })
  return tables(browser, cases, ({ workload, events }) => {
    const stream = streamInfo(workload, events)
    const warmUp = streamInfo(workload, Math.ceil(events * 0.05))
    return compare(browser, LIBRARIES, repetitions, (library) => ({
      task: 'receive',
      library,
      warmUp,
      stream,
    }))
  })
}

/** Measures the time of a stream, and the longest block of the page meanwhile. */
const receiveWithBlocks = (browser, repetitions, streams) =>
  compare(browser, LIBRARIES, Math.ceil(repetitions / 2), (library) => ({
    task: 'receive',
    library,
    ...streams,
    withBlocks: true,
  }))

/** A million events at once, and the longest block of the page. */
export function flood(name, server, { share, repetitions }) {
  const browser = session(name, server)
  const events = 1_000_000 * share
  const cases = [{ title: `${format(events)} small events at once` }]
  return tables(browser, cases, () => {
    const stream = streamInfo('ticks', events)
    const warmUp = streamInfo('ticks', events / 100)
    return receiveWithBlocks(browser, repetitions, { warmUp, stream })
  })
}

/** One event on one line. */
export function big(name, server, { share, repetitions }) {
  const browser = session(name, server)
  const cases = [32, 128].map((size) => {
    const mebibytes = Math.ceil(size * share)
    return { mebibytes, title: `one event of ${mebibytes} MiB on one line` }
  })
  return tables(browser, cases, ({ mebibytes }) => {
    const stream = streamInfo('big', mebibytes)
    const warmUp = streamInfo('ticks', 100)
    return receiveWithBlocks(browser, repetitions, { warmUp, stream })
  })
}

/** From construction to the first event, in a new page. */
export function firstEvent(name, server, { repetitions }) {
  const browser = session(name, server)
  const stream = streamInfo('ticks', 1)
  const libraries = [
    'native',
    'FetchEventSource',
    'FetchEventSource, loaded',
    'inline',
    'events',
    'eventsource',
  ]
  const cases = [{ title: 'construction to first event, a new page each time' }]
  return tables(browser, cases, () =>
    compare(browser, libraries, repetitions * 2, (library) => ({
      task: 'firstEvent',
      library: library.split(',')[0],
      isLoaded: library.includes('loaded'),
      stream,
    })),
  )
}

/** Ready chunks, without a network; compared with eventsource-parser. */
export function parse(name, server, { share, repetitions }) {
  const browser = session(name, server)
  const cases = [
    { workload: 'ticks', size: 65_536, title: 'ticks in chunks of 64 KiB' },
    { workload: 'deltas', size: 65_536, title: 'deltas in chunks of 64 KiB' },
    { workload: 'cjk', size: 65_536, title: 'Chinese text in chunks of 64 KiB' },
    { workload: 'ticks', title: 'ticks, one event per chunk' },
  ]
  return tables(browser, cases, ({ workload, size }) => {
    const stream = streamInfo(workload, Math.ceil(WORKLOADS[workload].events * share))
    const libraries = ['eventsource-parser', 'core', 'events']
    return compare(browser, libraries, Math.ceil(repetitions / 2), (library) => ({
      task: 'parse',
      library,
      stream,
      size,
    }))
  })
}

/** Memory in use before and after a workload. */
export async function memory(name, server, { share }) {
  const browser = session(name, server, { isForMemory: true })
  const events = 1_000_000 * share
  const reconnections = 10_000 * share
  const cases = [
    [
      `${format(events)} events`,
      { warmUp: streamInfo('ticks', 1000), stream: streamInfo('ticks', events) },
    ],
    [`${format(reconnections)} reconnections`, { reconnections }],
  ]
  const rows = []
  for (const [workload, job] of cases) {
    for (const library of ['native', 'FetchEventSource']) {
      console.log(`${workload}: ${library}`)
      const memoryJob = { task: 'memory', library, ...job, timeout: 300_000 }
      const row = await browser.runJob(memoryJob).catch((error) => ({ error: error.message }))
      rows.push({ workload, library, ...row })
    }
  }
  await browser.close()
  return rows
}

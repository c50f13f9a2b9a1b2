// What is measured. Each section takes the name of a browser, the server and the options of the run (options.js), and gives
// tables: a title and rows.

import { compare, session, told } from './measure.js'
import { forget, WORKLOADS } from './workloads.js'

const EVERYONE = [
  'native',
  'ours',
  'events',
  'eventsource',
  'event-source-polyfill',
  '@microsoft/fetch-event-source',
  'sse.js',
  'eventsource-client',
]

const amount = (number) => number.toLocaleString('en')

/** One table for each title, made by `measure`, in one browser. */
async function tables(browser, cases, measure) {
  const made = []
  for (const one of cases) {
    console.log(one.title)
    made.push({ ...one, rows: await measure(one) })
    forget()
  }
  await browser.close()
  return made
}

/** Every library and every stream. */
export function streams(name, server, { share, repetitions, workloads }) {
  const browser = session(name, server)
  const cases = workloads.map((workload) => {
    const events = Math.ceil(WORKLOADS[workload].events * share)
    return { workload, events, title: `${amount(events)} ${WORKLOADS[workload].title}` }
  })
  return tables(browser, cases, ({ workload, events }) => {
    const stream = told(workload, events)
    const warmUp = told(workload, Math.ceil(events * 0.05))
    return compare(browser, EVERYONE, repetitions, (contender) => ({
      task: 'receive',
      contender,
      warmUp,
      stream,
    }))
  })
}

/** Everyone receives a stream, and how long the page hangs meanwhile is measured as well. */
const receiveWithBlocks = (browser, repetitions, streams) =>
  compare(browser, EVERYONE, Math.ceil(repetitions / 2), (contender) => ({
    task: 'receive',
    contender,
    ...streams,
    withBlocks: true,
  }))

/** A million events at once, and how long the page waits for its turn. */
export function flood(name, server, { share, repetitions }) {
  const browser = session(name, server)
  const events = 1_000_000 * share
  const cases = [{ title: `${amount(events)} small events at once` }]
  return tables(browser, cases, () => {
    const stream = told('ticks', events)
    const warmUp = told('ticks', events / 100)
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
    const stream = told('big', mebibytes)
    const warmUp = told('ticks', 100)
    return receiveWithBlocks(browser, repetitions, { warmUp, stream })
  })
}

/** Construction to first event in a page that has done nothing else. */
export function firstEvent(name, server, { repetitions }) {
  const browser = session(name, server)
  const stream = told('ticks', 1)
  const contenders = ['native', 'ours', 'ours, loaded', 'inline', 'events', 'eventsource']
  const cases = [{ title: 'construction to first event, a new page each time' }]
  return tables(browser, cases, () =>
    compare(browser, contenders, repetitions * 4, (contender) => ({
      task: 'firstEvent',
      contender: contender.split(',')[0],
      isLoaded: contender.includes('loaded'),
      stream,
    })),
  )
}

/** Ready chunks, no network; against the parser that most use. */
export function parse(name, server, { share, repetitions }) {
  const browser = session(name, server)
  const cases = [
    { workload: 'ticks', size: 65_536, title: 'ticks in chunks of 64 KiB' },
    { workload: 'deltas', size: 65_536, title: 'deltas in chunks of 64 KiB' },
    { workload: 'cjk', size: 65_536, title: 'Chinese text in chunks of 64 KiB' },
    { workload: 'ticks', title: 'ticks, one event per chunk' },
  ]
  return tables(browser, cases, ({ workload, size }) => {
    const stream = told(workload, Math.ceil(WORKLOADS[workload].events * share))
    const contenders = ['eventsource-parser', 'core', 'events']
    return compare(browser, contenders, repetitions, (contender) => ({
      task: 'parse',
      contender,
      stream,
      size,
    }))
  })
}

/** What stays in use after much work. */
export async function memory(name, server, { share }) {
  const browser = session(name, server, { isForMemory: true })
  const events = 1_000_000 * share
  const reconnections = 10_000 * share
  const works = [
    [`${amount(events)} events`, { warmUp: told('ticks', 1000), stream: told('ticks', events) }],
    [`${amount(reconnections)} reconnections`, { reconnections }],
  ]
  const rows = []
  for (const [work, job] of works) {
    for (const contender of ['native', 'ours']) {
      console.log(`${work}: ${contender}`)
      const question = { task: 'memory', contender, ...job, patience: 300_000 }
      const row = await browser.ask(question).catch((error) => ({ error: error.message }))
      rows.push({ work, contender, ...row })
    }
  }
  await browser.close()
  return rows
}

// The targets, and by how much each is missed.

import { fileURLToPath } from 'node:url'
import { sizesOf } from '../scripts/sizes.js'
import { TRIED } from './texts.js'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))

const times = (value) => `${value.toFixed(2)} times`
const milliseconds = (value) => `${value.toFixed(1)} ms`
const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`

const atLeast = (target, format, measure) => ({
  target,
  format,
  measure,
  isMet: (value) => value >= target,
})
const atMost = (target, format, measure) => ({
  target,
  format,
  measure,
  isMet: (value) => value <= target,
})

/** A function from the results to a library's row in the table of a section whose title matches. */
const row =
  (section, environment, title, library) =>
  ({ sections }) =>
    sections[section]?.[environment]
      ?.find((table) => title.test(table.title))
      ?.rows.find((row) => row.library === library)

const ratio = (find) => (results) => find(results)?.ratio

/** The quotient of two rows' values of `key`. */
const quotient = (key, find, other) => (results) => find(results)?.[key] / other(results)?.[key]

const TICKS = /ticks$/
const DELTAS = /deltas$/

const streams = (environment, title, library = 'FetchEventSource') =>
  ratio(row('streams', environment, title, library))
const parsing = (title) => ratio(row('parse', 'Chromium', title, 'core'))
const rust = (title) =>
  quotient(
    'speed',
    row('rust', 'natively', title, 'eventsource-wasm, borrowed bytes'),
    row('rust', 'natively', title, 'sse-stream'),
  )
const flood = row('flood', 'Chromium', /./, 'FetchEventSource')
const big = (title) => row('big', 'Chromium', title, 'FetchEventSource')
const size = (name) => () => sizesOf(DIST).find((one) => one.name === name).sizes[2]
const inverse = (find) => (results) => 1 / ratio(find)(results)
const cpu = (library) => inverse(row('cpu', 'Chromium', /./, library))
const retention = (title) => ratio(row('retention', 'Chromium', title, 'FetchEventSource'))

const navigation = (latency, library) => (results) =>
  row('navigation', 'Chromium', latency, library)(results)?.againstRival

/** Milliseconds above native, on a network without delay. */
const afterLoad = ({ sections }) =>
  sections.navigation?.Chromium?.find(({ from }) => from === 'construction').rows.find(
    ({ library }) => library === 'FetchEventSource, loaded',
  ).over

const growthOf =
  (workload, kind) =>
  ({ sections }) => {
    const found = sections.memory?.Chromium?.find(
      (row) => row.library === 'FetchEventSource' && row.workload.includes(workload),
    )
    return found?.after && found.after[kind] / found.before[kind]
  }

/** `[name, target, key]`: what is measured, and the key of what was tried (TRIED of texts.js). */
const TARGETS = [
  [
    'navigation to first event relative to eventsource, 100 ms',
    atMost(1.1, times, navigation(/^100/, 'FetchEventSource')),
    'navigation',
  ],
  [
    'navigation to first event relative to eventsource, 300 ms',
    atMost(1.15, times, navigation(/^300/, 'FetchEventSource')),
    'navigation',
  ],
  [
    'the same with `modulepreload`, 100 ms',
    atMost(1.1, times, navigation(/^100/, 'FetchEventSource, preloaded')),
    'navigation',
  ],
  [
    'the same with `modulepreload`, 300 ms',
    atMost(1.15, times, navigation(/^300/, 'FetchEventSource, preloaded')),
    'navigation',
  ],
  [
    'construction to first event after `load()`, above native',
    atMost(1, milliseconds, afterLoad),
    'loaded',
  ],
  [
    'CPU time of an event by itself relative to native',
    atMost(1.15, times, cpu('FetchEventSource')),
    'cpu',
  ],
  ['the same, `events()`', atMost(1, times, cpu('events')), 'cpu'],
  [
    'ticks, speed relative to native, Chromium',
    atLeast(1.6, times, streams('Chromium', TICKS)),
    'speed',
  ],
  [
    'deltas, speed relative to native, Chromium',
    atLeast(1, times, streams('Chromium', DELTAS)),
    'speed',
  ],
  [
    'ticks, speed relative to native, Firefox',
    atLeast(1.35, times, streams('Firefox', TICKS)),
    'speed',
  ],
  [
    'deltas, speed relative to native, Firefox',
    atLeast(2, times, streams('Firefox', DELTAS)),
    'speed',
  ],
  [
    'ticks with `events()`, speed relative to native, Chromium',
    atLeast(8.5, times, streams('Chromium', TICKS, 'events')),
    'speed',
  ],
  [
    'deltas with `events()`, speed relative to native, Chromium',
    atLeast(3.2, times, streams('Chromium', DELTAS, 'events')),
    'speed',
  ],
  [
    'parsing ticks, speed relative to eventsource-parser, Chromium',
    atLeast(0.8, times, parsing(/^ticks in chunks/)),
    'parsing',
  ],
  [
    'parsing deltas, speed relative to eventsource-parser, Chromium',
    atLeast(1, times, parsing(/^deltas/)),
    'parsing',
  ],
  [
    'parsing Chinese text, speed relative to eventsource-parser, Chromium',
    atLeast(0.8, times, parsing(/^Chinese/)),
    'parsing',
  ],
  [
    'parsing one event per chunk, speed relative to eventsource-parser, Chromium',
    atLeast(0.9, times, parsing(/one event per chunk/)),
    'parsing',
  ],
  ['Rust parser, ticks, speed relative to sse-stream', atLeast(2.5, times, rust(/ticks/))],
  ['Rust parser, deltas, speed relative to sse-stream', atLeast(2.5, times, rust(/deltas/))],
  ['Rust parser, CJK, speed relative to sse-stream', atLeast(2.5, times, rust(/CJK/))],
  [
    'bytes while native EventSource suffices',
    atMost(3_000, kilobytes, size('native EventSource suffices')),
    'size',
  ],
  [
    'bytes of everything that a plain use loads',
    atMost(15_000, kilobytes, size('FetchEventSource')),
    'size',
  ],
  ['heap for kept IDs, relative to native', atMost(1.5, times, retention(/IDs/))],
  ['heap for kept types, relative to native', atMost(1.5, times, retention(/types/))],
  ['heap for kept data, relative to native', atMost(1.5, times, retention(/data/))],
  [
    'heap after 1,000,000 events, relative to the start',
    atMost(1.1, times, growthOf(' events', 'heap')),
  ],
  [
    'heap after 10,000 reconnections, relative to the start',
    atMost(1.1, times, growthOf('reconnections', 'heap')),
  ],
  [
    '1,000,000 events at once, time relative to native, Chromium',
    atMost(0.8, times, inverse(flood)),
    'speed',
  ],
  [
    '1,000,000 events at once, longest block',
    atMost(30, milliseconds, (results) => flood(results)?.block),
    'speed',
  ],
  [
    'an event of 32 MiB, time relative to native, Chromium',
    atMost(1, times, inverse(big(/32/))),
    'speed',
  ],
  [
    'an event of 128 MiB, time relative to 32 MiB',
    atMost(4, times, quotient('time', big(/128/), big(/32/))),
    'speed',
  ],
]

const missedBy = (value, target) => `missed by ${(Math.abs(value / target - 1) * 100).toFixed(0)} %`

const measured = (results) =>
  TARGETS.map(([name, target, tried]) => {
    const value = target.measure(results)
    return { name, ...target, value, tried, isMissed: !target.isMet(value) }
  }).filter(({ value }) => Number.isFinite(value))

/** The rows of a table. Targets whose section was not measured are left out. */
export const targetRows = (results) => [
  ['', 'target', 'measured', ''],
  ...measured(results).map(({ name, target, format, value, isMissed }) => [
    name,
    format(target),
    format(value),
    isMissed ? missedBy(value, target) : 'met',
  ]),
]

/** What was tried for the targets that are missed. */
export const triedFor = (results) => {
  const keys = measured(results).map(({ tried, isMissed }) => isMissed && tried)
  return Object.keys(TRIED)
    .filter((key) => keys.includes(key))
    .map((key) => TRIED[key])
}

// The targets, and by how much each is missed.

import { fileURLToPath } from 'node:url'
import { sizesOf } from '../scripts/sizes.js'

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

const streams = (environment, title, library) => row('streams', environment, title, library)
const againstNative = (environment, title, library = 'FetchEventSource') =>
  ratio(streams(environment, title, library))
const againstEventsource = (title) =>
  quotient(
    'time',
    streams('Chromium', title, 'eventsource'),
    streams('Chromium', title, 'FetchEventSource'),
  )
const parsing = (title) => ratio(row('parse', 'Chromium', title, 'core'))
const rust = (title) =>
  quotient(
    'speed',
    row('rust', 'natively', title, 'eventsource-wasm, borrowed bytes'),
    row('rust', 'natively', title, 'sse-stream'),
  )
const flood = row('flood', 'Chromium', /./, 'FetchEventSource')
const big = (title) => row('big', 'Chromium', title, 'FetchEventSource')
const firstEvent = row('firstEvent', 'Chromium', /./, 'FetchEventSource')
const size = (name) => () => sizesOf(DIST).find((one) => one.name === name).sizes[2]

const TARGETS = {
  'ticks, speed relative to native, Chromium': atLeast(
    1.9,
    times,
    againstNative('Chromium', TICKS),
  ),
  'deltas, speed relative to native, Chromium': atLeast(
    1,
    times,
    againstNative('Chromium', DELTAS),
  ),
  'ticks, speed relative to native, Firefox': atLeast(1.5, times, againstNative('Firefox', TICKS)),
  'deltas, speed relative to native, Firefox': atLeast(2, times, againstNative('Firefox', DELTAS)),
  'ticks with `events()`, speed relative to native, Chromium': atLeast(
    8,
    times,
    againstNative('Chromium', TICKS, 'events'),
  ),
  'deltas with `events()`, speed relative to native, Chromium': atLeast(
    3,
    times,
    againstNative('Chromium', DELTAS, 'events'),
  ),
  'ticks, speed relative to eventsource, Chromium': atLeast(2.4, times, againstEventsource(TICKS)),
  'deltas, speed relative to eventsource, Chromium': atLeast(
    1.9,
    times,
    againstEventsource(DELTAS),
  ),
  'parsing deltas, speed relative to eventsource-parser, Chromium': atLeast(
    1,
    times,
    parsing(/^deltas/),
  ),
  'parsing Chinese text, speed relative to eventsource-parser, Chromium': atLeast(
    0.8,
    times,
    parsing(/^Chinese/),
  ),
  'parsing one event per chunk, speed relative to eventsource-parser, Chromium': atLeast(
    0.7,
    times,
    parsing(/one event per chunk/),
  ),
  'Rust parser, ticks, speed relative to sse-stream': atLeast(1.5, times, rust(/ticks/)),
  'Rust parser, deltas, speed relative to sse-stream': atLeast(1.5, times, rust(/deltas/)),
  'Rust parser, CJK, speed relative to sse-stream': atLeast(1.5, times, rust(/CJK/)),
  'a million events at once, speed relative to native, Chromium': atLeast(
    0.83,
    times,
    ratio(flood),
  ),
  'a million events at once, longest block': atMost(
    50,
    milliseconds,
    (results) => flood(results)?.block,
  ),
  'an event of 32 MiB, speed relative to native, Chromium': atLeast(0.83, times, ratio(big(/32/))),
  'an event of 128 MiB, time relative to 32 MiB': atMost(
    4.5,
    times,
    quotient('time', big(/128/), big(/32/)),
  ),
  'first event, module not loaded, time above native, Chromium': atMost(
    2,
    milliseconds,
    (results) => firstEvent(results)?.over,
  ),
  'bytes while native EventSource suffices': atMost(
    1_200,
    kilobytes,
    size('native EventSource suffices'),
  ),
  'bytes of everything, two files': atMost(
    10_000,
    kilobytes,
    size('FetchEventSource, module hosted by the page'),
  ),
  'bytes of everything, one file': atMost(11_000, kilobytes, size('single file')),
}

const missedBy = (value, target) => `missed by ${(Math.abs(value / target - 1) * 100).toFixed(0)} %`

/** The rows of a table. Targets whose section was not measured are left out. */
export const targetRows = (results) => [
  ['', 'target', 'measured', ''],
  ...Object.entries(TARGETS)
    .map(([name, target]) => ({ name, ...target, value: target.measure(results) }))
    .filter(({ value }) => value)
    .map(({ name, target, format, value, isMet }) => [
      name,
      format(target),
      format(value),
      isMet(value) ? 'met' : missedBy(value, target),
    ]),
]

// What we aim at, and by how much it was missed.

import { fileURLToPath } from 'node:url'
import { sizesOf } from '../scripts/sizes.js'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))

const times = (value) => `${value.toFixed(2)} times`
const milliseconds = (value) => `${value.toFixed(1)} ms`
const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`

/** `more` is better, or less is. */
const more = (what, aim, show, value) => ({ what, aim, show, value, isMet: (is) => is >= aim })
const less = (what, aim, show, value) => ({ what, aim, show, value, isMet: (is) => is <= aim })

/** A function of the results that gives a contender's row in the table of a section whose title matches. */
const row =
  (section, place, title, contender) =>
  ({ sections }) =>
    sections[section]?.[place]
      ?.find((table) => title.test(table.title))
      ?.rows.find((row) => row.contender === contender)

const ratio = (find) => (results) => find(results)?.ratio

/** How much of `key` one row has for each that another has. */
const quotient = (key, find, other) => (results) => find(results)?.[key] / other(results)?.[key]

const streams = (place, title, contender) => row('streams', place, title, contender)
const size = (name) => () => sizesOf(DIST).find((one) => one.name === name).sizes[2]

const TICKS = /ticks$/
const DELTAS = /deltas$/

const AIMS = [
  more(
    'ticks, speed against native, Chromium',
    1.9,
    times,
    ratio(streams('Chromium', TICKS, 'ours')),
  ),
  more('deltas, likewise', 1, times, ratio(streams('Chromium', DELTAS, 'ours'))),
  more('ticks, Firefox', 1.5, times, ratio(streams('Firefox', TICKS, 'ours'))),
  more('deltas, Firefox', 2, times, ratio(streams('Firefox', DELTAS, 'ours'))),
  more('ticks, `events()`, Chromium', 8, times, ratio(streams('Chromium', TICKS, 'events'))),
  more('deltas, `events()`, Chromium', 3, times, ratio(streams('Chromium', DELTAS, 'events'))),
  ...[
    ['ticks', TICKS, 2.4],
    ['deltas', DELTAS, 1.9],
  ].map(([name, title, aim]) => {
    const [peer, ours] = ['eventsource', 'ours'].map((one) => streams('Chromium', title, one))
    return more(
      `${name}, speed against eventsource, Chromium`,
      aim,
      times,
      quotient('time', peer, ours),
    )
  }),
  ...[
    ['deltas', /^deltas/, 1],
    ['Chinese text', /^Chinese/, 0.8],
    ['one event per chunk', /one event per chunk/, 0.7],
  ].map(([name, title, aim]) => {
    const find = row('parse', 'Chromium', title, 'core')
    return more(
      `parsing ${name}, speed against eventsource-parser, Chromium`,
      aim,
      times,
      ratio(find),
    )
  }),
  ...['ticks', 'deltas', 'CJK'].map((name) => {
    const [ours, other] = ['ours, borrowed bytes', 'sse-stream'].map((one) =>
      row('rust', 'natively', new RegExp(name), one),
    )
    return more(
      `the Rust parser, ${name}, speed against sse-stream`,
      1.5,
      times,
      quotient('speed', ours, other),
    )
  }),
  more(
    'a million events at once, speed against native, Chromium',
    0.83,
    times,
    ratio(row('flood', 'Chromium', /./, 'ours')),
  ),
  less(
    'their longest block',
    50,
    milliseconds,
    (results) => row('flood', 'Chromium', /./, 'ours')(results)?.block,
  ),
  more(
    'an event of 32 MiB, speed against native, Chromium',
    0.83,
    times,
    ratio(row('big', 'Chromium', /32/, 'ours')),
  ),
  less(
    'an event of 128 MiB, time against 32 MiB',
    4.5,
    times,
    quotient('time', row('big', 'Chromium', /128/, 'ours'), row('big', 'Chromium', /32/, 'ours')),
  ),
  less(
    'the first event, module not loaded, over native, Chromium',
    2,
    milliseconds,
    (results) => row('firstEvent', 'Chromium', /./, 'ours')(results)?.over,
  ),
  less('bytes when native suffices', 1_200, kilobytes, size('when native suffices')),
  less('bytes of everything, two files', 10_000, kilobytes, size('ours with a hosted module')),
  less('bytes of everything, one file', 11_000, kilobytes, size('one file')),
]

const missedBy = (is, aim) => `missed by ${(Math.abs(is / aim - 1) * 100).toFixed(0)} %`

/** A table: what, the aim, what was measured, and by how much that misses. What was not measured is not in it. */
export const aimRows = (results) => [
  ['', 'aim', 'measured', ''],
  ...AIMS.map((aim) => ({ ...aim, is: aim.value(results) }))
    .filter(({ is }) => is)
    .map(({ what, aim, show, is, isMet }) => [
      what,
      show(aim),
      show(is),
      isMet(is) ? 'met' : missedBy(is, aim),
    ]),
]

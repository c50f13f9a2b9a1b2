// Renders the tables for a terminal and for docs/performance.md.

import { targetRows, triedFor } from './targets.js'
import { TEXTS } from './texts.js'

export const LABELS = {
  native: 'native EventSource',
  FetchEventSource: '`FetchEventSource`',
  inline: '`FetchEventSource`, `eventsource-wasm/inline`',
  'FetchEventSource, preloaded': '`FetchEventSource`, `modulepreload`',
  'classic script': '`FetchEventSource`, classic script',
  'FetchEventSource, loaded': '`FetchEventSource`, after `load()`',
  events: '`events()`',
  fetch: '`fetch` alone, without a library',
  core: 'the core, strings to a callback',
}

const label = (library) => LABELS[library] ?? library

const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 0 })
const ratio = (value) => value.toFixed(value < 9.95 ? 2 : 1)
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`

const milliseconds = (time) => (time < 10 ? `${time.toFixed(1)} ms` : `${number(time)} ms`)

const rangeOf = ({ range: [low, high] }) =>
  low === high ? '' : ` (${ratio(low)} to ${ratio(high)})`

function cell(row) {
  if (!row) return ''
  if (row.error) return 'failed'
  const parts = []
  if (row.ratio !== undefined) {
    parts.push(`**${ratio(row.ratio)}**${rangeOf(row)}`)
  }
  if (row.time !== undefined) parts.push(milliseconds(row.time))
  if (row.block !== undefined) parts.push(`block ${milliseconds(row.block)}`)
  if (row.speed !== undefined) parts.push(`${number(row.speed)} MB/s`)
  return parts.join(', ')
}

/** One row per library, one column per table. */
function pivot(tables, toText = cell) {
  const libraries = [...new Set(tables.flatMap(({ rows }) => rows.map((row) => row.library)))]
  const find = ({ rows }, library) => rows.find((row) => row.library === library)
  return [
    ['', ...tables.map(({ title }) => title)],
    ...libraries.map((one) => [label(one), ...tables.map((table) => toText(find(table, one)))]),
  ]
}

/** The reasons of missing results. */
const failures = (tables) =>
  tables.flatMap(({ title, rows }) =>
    rows
      .filter(({ error }) => error)
      .map(({ library, error }) => `${label(library)}, ${title}: ${error}`),
  )

const grid = (rows) => ({ rows })
const list = (items) => ({ items })

const memoryOf = (rows) => [
  grid([
    ['', 'workload', 'JavaScript heap', 'page', 'WebAssembly', 'time'],
    ...rows.map((row) => [
      label(row.library),
      row.workload,
      ...['heap', 'page', 'wasm'].map((kind) =>
        row.error ? 'failed' : `${mebibytes(row.before[kind])} to ${mebibytes(row.after[kind])}`,
      ),
      row.error ?? milliseconds(row.time),
    ]),
  ]),
]

/** The time of each size, in total and per unit. */
const growthOf = (tables) =>
  tables.map(({ title, unit, rows }) =>
    grid([
      [title, ...rows.map(({ size }) => number(size))],
      ['time', ...rows.map((row) => (row.error ? 'failed' : milliseconds(row.time)))],
      [`per ${unit}`, ...rows.map((row) => (row.error ? '' : microseconds(row)))],
    ]),
  )

const microseconds = ({ time, units }) => {
  const perUnit = (time * 1000) / units
  return perUnit < 1000 ? `${perUnit.toPrecision(3)} µs` : milliseconds(perUnit / 1000)
}

const comparison = (tables) => [grid(pivot(tables)), list(failures(tables))]

const firstEventOf = ([{ rows }]) => [
  grid([
    ['', 'time', 'above native'],
    ...rows.map((row) =>
      row.error
        ? [label(row.library), row.error, '']
        : [label(row.library), milliseconds(row.time), over(row)],
    ),
  ]),
]

/** Milliseconds; the time relative to native and, in bold, to eventsource. */
const navigationCell = (row) => {
  if (!row) return ''
  if (row.error) return 'failed'
  const parts = [milliseconds(row.time)]
  if (row.ratio) parts.push((1 / row.ratio).toFixed(2))
  if (row.againstRival) parts.push(`**${row.againstRival.toFixed(2)}**`)
  return parts.join(', ')
}

const constructionCell = (row) => {
  if (!row) return ''
  if (row.error) return 'failed'
  return row.over === undefined
    ? milliseconds(row.time)
    : `${milliseconds(row.time)} (${row.over < 0 ? '' : '+'}${row.over.toFixed(1)} ms)`
}

/** Microseconds, and in bold the CPU time relative to native. */
const cpuCell = (row) => {
  if (!row) return ''
  if (row.error) return 'failed'
  const time = `${number(row.time)} µs`
  if (!row.ratio) return time
  const [low, high] = row.range.map((ratio) => 1 / ratio).toReversed()
  return `**${(1 / row.ratio).toFixed(2)}**${rangeOf({ range: [low, high] })}, ${time}`
}

const cpuOf = (tables) => [grid(pivot(tables, cpuCell)), list(failures(tables))]

/** Growth of the heap, and in bold relative to native. */
const retentionCell = (row) => {
  if (!row) return ''
  if (row.error) return 'failed'
  const ratio = row.library === 'native' ? '' : `**${row.ratio.toFixed(2)}**, `
  return `${ratio}${mebibytes(row.bytes)}`
}

const retentionOf = (tables) => [grid(pivot(tables, retentionCell)), list(failures(tables))]

const navigationOf = (tables) => {
  const from = (start) => tables.filter((table) => table.from === start)
  return [
    grid(pivot(from('navigation'), navigationCell)),
    grid(pivot(from('construction'), constructionCell)),
    ...from('trace').map(traceOf),
    list(failures(tables.filter(({ rows }) => rows))),
  ]
}

/** What waits for what. */
const traceOf = ({ title, page, trace }) =>
  grid([
    [`${label(page)}, ${title}`, 'requested', 'response', 'complete', 'bytes'],
    ...trace.map(({ name, bytes, ...times }) => [
      name,
      ...['sent', 'response', 'end'].map((key) =>
        times[key] === undefined ? '' : milliseconds(times[key]),
      ),
      bytes ? number(bytes) : '',
    ]),
  ])

const over = ({ over }) => (over === undefined ? '' : `${over.toFixed(1)} ms`)

const SHAPES = {
  navigation: navigationOf,
  cpu: cpuOf,
  firstEvent: firstEventOf,
  memory: memoryOf,
  retention: retentionOf,
  growth: growthOf,
}

/** The blocks of a section in one environment. */
const blocks = (section, tables) => (SHAPES[section] ?? comparison)(tables)

const widthsOf = (rows) =>
  rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))

function printBlock({ rows, items }) {
  if (rows) {
    const widths = widthsOf(rows)
    for (const row of rows) {
      console.log(row.map((text, column) => text.padEnd(widths[column])).join('  '))
    }
  } else {
    for (const item of items) console.log(`! ${item}`)
  }
}

export function print({ sections, missing = [] }) {
  for (const [section, places] of Object.entries(sections)) {
    for (const [place, tables] of Object.entries(places)) {
      console.log(`\n${TEXTS[section].title}: ${place}\n`)
      blocks(section, tables).forEach(printBlock)
    }
  }
  console.log()
  if (missing.length) printBlock({ items: missing.map((text) => `not measured: ${text}`) })
  printBlock(grid(targetRows({ sections })))
  for (const text of triedFor({ sections })) console.log(`\n${text}`)
}

const line = (cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`

function markdownBlock({ rows, items }) {
  if (items) return items.map((item) => `- ${item}`).join('\n')
  const [head, ...body] = rows
  return [head, head.map(() => '---'), ...body].map(line).join('\n')
}

function markdownSection([section, places], versions) {
  const { title, text } = TEXTS[section]
  const parts = Object.entries(places).flatMap(([place, tables]) => [
    versions[place] ? `### ${place} ${versions[place]}` : '',
    ...blocks(section, tables).map(markdownBlock),
  ])
  return [`## ${title}`, text, ...parts].join('\n\n')
}

/** The targets, and what was tried for the missed ones. */
function targetsOf(results) {
  const parts = ['## Targets', markdownBlock(grid(targetRows(results)))]
  const tried = triedFor(results)
  if (tried.length)
    parts.push('What limits the missed targets, and what was tried:', markdownBlock(list(tried)))
  return parts.join('\n\n')
}

/** The first image is shown on a narrow screen. */
const PICTURE = `<picture>
<source media="(max-width: 640px)" srcset="performance-narrow.svg" />
<img src="performance.svg" alt="Navigation to first event, CPU time of an event, and speed relative to native EventSource" />
</picture>`

export const markdown = ({ sections, versions, ...about }) =>
  [
    '# Performance',
    `Generated by \`${about.command}\` in ${about.minutes.toFixed(1)} minutes on ${about.date}: ${about.machine}. ${Object.entries(
      versions,
    )
      .map((pair) => pair.join(' '))
      .join(', ')}; ${about.peers.map((pair) => pair.join(' ')).join(', ')}.`,
    about.isQuick ? TEXTS.quick : '',
    about.missing?.length
      ? `**This run is incomplete. These sections are missing:**\n\n${markdownBlock(list(about.missing))}`
      : '',
    PICTURE,
    TEXTS.how.replace('REPETITIONS', about.repetitions),
    ...Object.entries(sections).map((section) => markdownSection(section, versions)),
    targetsOf({ sections }),
    TEXTS.unmeasured,
  ].join('\n\n')

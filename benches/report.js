// The tables, for a terminal and as docs/performance.md.

import { aimRows } from './aims.js'
import { TEXTS } from './texts.js'

export const LABELS = {
  native: 'native EventSource',
  ours: 'ours: FetchEventSource',
  inline: 'ours, `eventsource-wasm/inline`',
  'ours, loaded': 'ours, after `load()`',
  events: 'ours: `events()`',
  core: 'ours: the core, strings to a function',
}

const label = (contender) => LABELS[contender] ?? contender

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

/** A row for each contender, a column for each table. */
function pivot(tables) {
  const contenders = [...new Set(tables.flatMap(({ rows }) => rows.map((row) => row.contender)))]
  const find = ({ rows }, contender) => rows.find((row) => row.contender === contender)
  return [
    ['', ...tables.map(({ title }) => title)],
    ...contenders.map((one) => [label(one), ...tables.map((table) => cell(find(table, one)))]),
  ]
}

/** Why there is no number. */
const failures = (tables) =>
  tables.flatMap(({ title, rows }) =>
    rows
      .filter(({ error }) => error)
      .map(({ contender, error }) => `${label(contender)}, ${title}: ${error}`),
  )

const grid = (rows) => ({ rows })
const list = (items) => ({ items })

const memoryOf = (rows) => [
  grid([
    ['', 'work', 'JavaScript heap', 'page', 'WebAssembly', 'time'],
    ...rows.map((row) => [
      label(row.contender),
      row.work,
      ...['heap', 'page', 'wasm'].map((kind) =>
        row.error ? 'failed' : `${mebibytes(row.before[kind])} to ${mebibytes(row.after[kind])}`,
      ),
      row.error ?? milliseconds(row.time),
    ]),
  ]),
]

/** The time of each size, and of each of the units that it consists of. */
const growthOf = (tables) =>
  tables.map(({ title, unit, rows }) =>
    grid([
      [title, ...rows.map(({ size }) => number(size))],
      ['time', ...rows.map((row) => (row.error ? 'failed' : milliseconds(row.time)))],
      [`for each ${unit}`, ...rows.map((row) => (row.error ? '' : microseconds(row)))],
    ]),
  )

const microseconds = ({ time, units }) => {
  const each = (time * 1000) / units
  return each < 1000 ? `${each.toPrecision(3)} µs` : milliseconds(each / 1000)
}

const comparison = (tables) => [grid(pivot(tables)), list(failures(tables))]

/** How much longer than the first row. */
const firstEventOf = ([{ rows }]) => [
  grid([
    ['', 'time', 'over native'],
    ...rows.map((row) =>
      row.error
        ? [label(row.contender), row.error, '']
        : [label(row.contender), milliseconds(row.time), over(row)],
    ),
  ]),
]

const over = ({ over }) => (over === undefined ? '' : `${over.toFixed(1)} ms`)

const SHAPES = { firstEvent: firstEventOf, memory: memoryOf, growth: growthOf }

/** The blocks of a section in one place. */
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

export function print({ sections }) {
  for (const [section, places] of Object.entries(sections)) {
    for (const [place, tables] of Object.entries(places)) {
      console.log(`\n${TEXTS[section].title}: ${place}\n`)
      blocks(section, tables).forEach(printBlock)
    }
  }
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

export const markdown = ({ sections, versions, ...about }) =>
  [
    '# Performance',
    `Generated by \`${about.command}\` on ${about.date}: ${about.machine}. ${Object.entries(
      versions,
    )
      .map((pair) => pair.join(' '))
      .join(', ')}; ${about.peers.map((pair) => pair.join(' ')).join(', ')}.`,
    about.isQuick ? TEXTS.quick : '',
    '![How fast events arrive, against native](performance.svg)',
    TEXTS.how.replace('REPETITIONS', about.repetitions),
    ...Object.entries(sections).map((section) => markdownSection(section, versions)),
    `## What we aim at\n\n${markdownBlock({ rows: aimRows({ sections }) })}\n\n${TEXTS.aims}`,
    TEXTS.unmeasured,
  ].join('\n\n')

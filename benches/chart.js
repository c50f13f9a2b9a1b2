// Draws docs/performance.svg, and the same for a narrow screen: the times that a user waits for, and the speed of streams relative
// to native EventSource.

import { LABELS } from './report.js'

const ROW = 20
const CAPTION = 28
const PANEL = { width: 510, left: 230, head: 44, gap: 24 }
const BAR = PANEL.width - PANEL.left - 76
const [LOWEST, HIGHEST] = [-2, 5]
const WORKLOADS = ['ticks', 'deltas']
const OWN = /^(FetchEventSource|events$|inline|classic script)/

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.other { fill: #8c959f }
.own { fill: #1f6feb }
line { stroke: #57606a }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .other { fill: #6e7681 } .own { fill: #58a6ff } line { stroke: #9198a1 } }`

const labelOf = (library) => (LABELS[library] ?? library).replace('eventsource-wasm/', '')

const escaped = (text) => text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Speeds on a logarithmic scale, from the vertical line of native. */
const ratios = {
  startOf: () => 1,
  valueOf: ({ ratio }) => ratio,
  toText: (ratio) => ratio.toFixed(2),
  scaleOf: () => (ratio) => {
    const exponent = Math.min(HIGHEST, Math.max(LOWEST, Math.log2(ratio)))
    return PANEL.left + ((exponent - LOWEST) / (HIGHEST - LOWEST)) * BAR
  },
}

/** Times on a linear scale, from 0. */
const times = (unit) => ({
  startOf: () => 0,
  valueOf: ({ time }) => time,
  toText: (time) => `${Math.round(time).toLocaleString('en')} ${unit}`,
  scaleOf(rows) {
    const longest = Math.max(...rows.map(({ time = 0 }) => time), 1)
    return (time) => PANEL.left + (time / longest) * BAR
  },
})

function panel({ title, rows, kind }, x, y) {
  const xOf = kind.scaleOf(rows)
  const start = xOf(kind.startOf())
  const bar = (row, index) => {
    const y = PANEL.head + index * ROW
    const label = escaped(labelOf(row.library))
    const name = `<text x="${PANEL.left - 8}" y="${y + 14}" text-anchor="end">${label}</text>`
    const value = kind.valueOf(row)
    if (value === undefined) return `${name}<text x="${start + 6}" y="${y + 14}">failed</text>`
    const [from, to] = [start, xOf(value)].sort((a, b) => a - b)
    const color = OWN.test(row.library) ? 'own' : 'other'
    const shape = `<rect class="${color}" x="${from.toFixed(1)}" y="${y + 3}" width="${(to - from).toFixed(1)}" height="${ROW - 6}"/>`
    return `${name}${shape}<text x="${(to + 6).toFixed(1)}" y="${y + 14}">${kind.toText(value)}</text>`
  }
  const axis = `<line x1="${start}" x2="${start}" y1="${PANEL.head - 4}" y2="${heightOf({ rows })}"/>`
  return `<g transform="translate(${x} ${y})"><text class="title" x="8" y="24">${escaped(title)}</text>${rows.map(bar).join('')}${axis}</g>`
}

const heightOf = ({ rows }) => PANEL.head + rows.length * ROW

/** Navigation on each network, and CPU time. */
const waits = ({ navigation, cpu }) => [
  ...(navigation?.Chromium ?? [])
    .filter(({ from }) => from === 'navigation')
    .map(({ title, rows }) => ({
      title: `Navigation to first event: ${title}`,
      rows,
      kind: times('ms'),
    })),
  ...(cpu?.Chromium ?? []).map(({ rows }) => ({
    title: 'CPU time of an event that arrives by itself',
    rows,
    kind: times('µs'),
  })),
]

/** One panel per browser and workload. */
const speeds = ({ streams = {} }, versions) =>
  Object.entries(streams).flatMap(([browser, tables]) =>
    tables
      .filter(({ workload }) => WORKLOADS.includes(workload))
      .map(({ title, rows }) => ({
        title: `${browser} ${versions[browser].split('.')[0]}: speed of ${title}`,
        rows: rows.slice(1),
        kind: ratios,
      })),
  )

const LEGEND = [
  'Times: shorter is better.',
  'Speed relative to the browser’s native EventSource, which is the vertical',
  'line, on a logarithmic scale: longer is faster.',
]

/** An image with this number of panels side by side. */
export function chart({ sections, versions }, columns) {
  const panels = [...waits(sections), ...speeds(sections, versions)]
  const drawn = []
  let y = 0
  while (panels.length) {
    const row = panels.splice(0, columns)
    drawn.push(...row.map((one, column) => panel(one, column * PANEL.width, y)))
    y += Math.max(...row.map(heightOf)) + PANEL.gap
  }
  const legend = columns > 1 ? [LEGEND.join(' ')] : LEGEND
  const height = y + CAPTION * legend.length
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PANEL.width * columns} ${height}" role="img">
<title>Navigation to first event and CPU time of an event: shorter is better. Speed relative to native EventSource: longer is faster</title>
<style>${STYLE}
</style>
${drawn.join('\n')}
${legend.map((text, index) => `<text x="8" y="${y + 12 + index * ROW}">${text}</text>`).join('\n')}
</svg>
`
}

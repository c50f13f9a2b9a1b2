// Draws docs/performance.svg: speed relative to native EventSource, on a logarithmic scale.

import { LABELS } from './report.js'

const WORKLOADS = ['ticks', 'deltas']
const ROW = 20
const CAPTION = 28
const PANEL = { width: 490, left: 210, head: 44, gap: 24 }
const BAR = PANEL.width - PANEL.left - 50
const [LOWEST, HIGHEST] = [-2, 5]

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.other { fill: #8c959f }
.own { fill: #1f6feb }
line { stroke: #57606a }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .other { fill: #6e7681 } .own { fill: #58a6ff } line { stroke: #9198a1 } }`

const xOf = (ratio) => {
  const exponent = Math.min(HIGHEST, Math.max(LOWEST, Math.log2(ratio)))
  return PANEL.left + ((exponent - LOWEST) / (HIGHEST - LOWEST)) * BAR
}

const escaped = (text) => text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function bar(row, index) {
  const y = PANEL.head + index * ROW
  const name = `<text x="${PANEL.left - 8}" y="${y + 14}" text-anchor="end">${escaped(LABELS[row.library] ?? row.library)}</text>`
  if (row.ratio === undefined) {
    return `${name}<text x="${xOf(1) + 6}" y="${y + 14}">failed</text>`
  }
  const [from, to] = [xOf(1), xOf(row.ratio)].sort((a, b) => a - b)
  const color = /^(FetchEventSource|events)$/.test(row.library) ? 'own' : 'other'
  const shape = `<rect class="${color}" x="${from.toFixed(1)}" y="${y + 3}" width="${(to - from).toFixed(1)}" height="${ROW - 6}"/>`
  return `${name}${shape}<text x="${(to + 6).toFixed(1)}" y="${y + 14}">${row.ratio.toFixed(2)}</text>`
}

function panel({ title, rows }, x, y) {
  const bottom = PANEL.head + rows.length * ROW
  const axis = `<line x1="${xOf(1)}" x2="${xOf(1)}" y1="${PANEL.head - 4}" y2="${bottom}"/>`
  return `<g transform="translate(${x} ${y})"><text class="title" x="8" y="24">${escaped(title)}</text>${rows.map(bar).join('')}${axis}</g>`
}

/** One panel per browser (row) and workload (column). */
export function chart({ sections, versions }) {
  const panels = Object.entries(sections.streams).map(([browser, tables]) =>
    WORKLOADS.map((workload) => {
      const { title, rows } = tables.find((table) => table.workload === workload)
      return {
        title: `${browser} ${versions[browser].split('.')[0]}: ${title}`,
        rows: rows.slice(1),
      }
    }),
  )
  const height = PANEL.head + panels[0][0].rows.length * ROW + PANEL.gap
  const width = PANEL.width * WORKLOADS.length
  const drawn = panels.flatMap((columns, row) =>
    columns.map((one, column) => panel(one, column * PANEL.width, row * height)),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panels.length * height + CAPTION}" role="img">
<title>Time of native EventSource divided by that of each library: longer is faster</title>
<style>${STYLE}
</style>
${drawn.join('\n')}
<text x="8" y="${panels.length * height + 12}">Speed relative to the browser's native EventSource, which is the vertical line. Logarithmic scale.</text>
</svg>
`
}

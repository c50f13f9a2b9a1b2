// Draws docs/growth.svg: time against the length of a stream, the size of an event and the size of a chunk, on logarithmic
// scales. Linear growth is parallel to the dashed line.

const PANEL = { width: 340, height: 240, left: 72, right: 12, top: 44, bottom: 40 }
const PLACES = ['Chromium', 'Firefox']
const CAPTION = 28

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
polyline { fill: none; stroke-width: 2 }
.Chromium { stroke: #1f6feb } .Firefox { stroke: #bc4c00 }
circle.Chromium { fill: #1f6feb } circle.Firefox { fill: #bc4c00 }
.axis { stroke: #57606a } .linear { stroke: #8c959f; stroke-dasharray: 4 4 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .Chromium { stroke: #58a6ff } .Firefox { stroke: #f0883e } circle.Chromium { fill: #58a6ff } circle.Firefox { fill: #f0883e } .axis { stroke: #9198a1 } }`

const number = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 })

const duration = (time) => (time < 0.1 ? `${number(time * 1000)} µs` : `${number(time)} ms`)

/** Milliseconds of the whole stream, or of one chunk where the size of chunks grows. */
const timeOf = ({ unit }, { time, units }) => (unit === 'chunk' ? time / units : time)

const pointsOf = (table) =>
  table.rows
    .filter(({ error }) => !error)
    .map((row) => ({ size: row.size, time: timeOf(table, row) }))

/** A logarithmic scale. */
const scale = ([low, high], [from, to]) => {
  const start = Math.log2(low)
  return (value) => from + ((Math.log2(value) - start) / (Math.log2(high) - start)) * (to - from)
}

const extent = (values) => [Math.min(...values), Math.max(...values)]

function panel(tables, index) {
  const { width, height, left, right, top, bottom } = PANEL
  const lines = tables.map(pointsOf)
  const sizes = extent(lines.flat().map(({ size }) => size))
  const times = extent(lines.flat().map(({ time }) => time))
  const x = scale(sizes, [left, width - right])
  const y = scale(times, [height - bottom, top])
  const at = ({ size, time }) => `${x(size).toFixed(1)},${y(time).toFixed(1)}`
  const drawn = lines.map((points, line) => {
    const dots = points.map((point) => {
      const [cx, cy] = at(point).split(',')
      return `<circle class="${PLACES[line]}" cx="${cx}" cy="${cy}" r="3"/>`
    })
    return `<polyline class="${PLACES[line]}" points="${points.map(at).join(' ')}"/>${dots.join('')}`
  })
  // As long as fits the panel.
  const growth = Math.min(sizes[1] / sizes[0], times[1] / times[0])
  const linear = [1, growth].map((by) => at({ size: sizes[0] * by, time: times[0] * by }))
  const [{ title, unit }] = tables
  const axis = `<path class="axis" fill="none" d="M${left} ${top}V${height - bottom}H${width - right}"/>`
  const label = (text, x, y, anchor) =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`
  const labels = [
    ...sizes.map((size, end) =>
      label(number(size), x(size), height - bottom + 18, end ? 'end' : 'start'),
    ),
    ...times.map((time) => label(duration(time), left - 4, y(time) + 4, 'end')),
  ]
  const what = unit === 'chunk' ? 'bytes of a chunk; time of each' : title
  return `<g transform="translate(${index * width} 0)"><text class="title" x="${left}" y="24">${what}</text>${axis}<polyline class="linear" points="${linear.join(' ')}"/>${drawn.join('')}${labels.join('')}</g>`
}

export function growthChart({ sections: { growth } }) {
  const places = PLACES.filter((place) => growth[place])
  const panels = growth[places[0]].map((_, index) =>
    panel(
      places.map((place) => growth[place][index]),
      index,
    ),
  )
  const legend = places.map(
    (place, index) =>
      `<circle class="${place}" cx="${60 + index * 110}" cy="${PANEL.height + 8}" r="4"/><text x="${70 + index * 110}" y="${PANEL.height + 12}">${place}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panels.length * PANEL.width} ${PANEL.height + CAPTION}" role="img">
<title>Time against the length of a stream, the size of an event and the size of a chunk</title>
<style>${STYLE}
</style>
${panels.join('\n')}
${legend.join('')}
<text x="300" y="${PANEL.height + 12}">Logarithmic scales. Linear growth is parallel to the dashed line.</text>
</svg>
`
}

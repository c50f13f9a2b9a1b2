// Draws records as a timeline: time runs from left to right, and each connection has a lane.

const SVG = 'http://www.w3.org/2000/svg'
const WINDOW = 30_000
const NARROW = { below: 640, window: 15_000 }
const STEP = 5000
const LANE = 88
const BARS = { top: 24, height: 22 }
const BAND = { top: 50, height: 16 }
const CONNECTION = { top: 69, height: 3 }
const AXIS = 20
const LETTER = 6.5
/** So that shapes centered on the first and the last moment are drawn whole. */
const MARGIN = 6

function shape(name, attributes, text) {
  const node = document.createElementNS(SVG, name)
  for (const key in attributes) node.setAttribute(key, attributes[key])
  if (text !== undefined) node.textContent = text
  return node
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

const LABELS = {
  open: () => 'open',
  complete: () => 'complete',
  closed: () => 'closed',
  paused: () => 'paused',
  connecting: () => 'connecting',
  waiting: (ms) => `waiting ${seconds(ms)}`,
}

/** A rectangle over the visible part of `from`–`to`. */
function drawSpan({ x, now, width }, { from, to = now }, { top, height }, attributes) {
  const left = Math.max(0, x(from))
  const right = Math.min(width, x(to))
  if (right < 0 || left > width) return undefined
  return shape('rect', {
    x: left.toFixed(1),
    y: top,
    width: Math.max(1.5, right - left).toFixed(1),
    height,
    ...attributes,
  })
}

function drawSegment(view, segment) {
  const { kind, from, to = view.now } = segment
  const rect = drawSpan(view, segment, BAND, { class: `segment ${kind}`, 'data-kind': kind, rx: 2 })
  if (!rect) return []
  const text = LABELS[kind](to - from)
  const left = Number(rect.getAttribute('x'))
  const fits = Number(rect.getAttribute('width')) > text.length * LETTER + 12
  const at = { x: left + 8, y: BAND.top + 12, class: `label ${kind}` }
  return fits ? [rect, shape('text', at, text)] : [rect]
}

function drawRequest({ x, width }, { at, status }) {
  const left = x(at)
  if (left < 0 || left > width) return []
  const rejected = status !== 200
  const dot = { cx: left.toFixed(1), cy: BAND.top + BAND.height / 2, r: 4, 'data-status': status }
  const nodes = [shape('circle', { class: rejected ? 'request rejected' : 'request', ...dot })]
  const below = { x: Math.max(12, left), y: LANE - 6, class: 'status', 'text-anchor': 'middle' }
  if (rejected) nodes.push(shape('text', below, status))
  return nodes
}

function drawBucket({ x, width, most, pixel }, { at, count }) {
  const left = x(at)
  if (left < 0 || left > width) return []
  const height = Math.max(3, BARS.height * Math.sqrt(count / most))
  const place = { x: left.toFixed(1), y: (BARS.top + BARS.height - height).toFixed(1) }
  return [shape('rect', { class: 'bar', ...place, width: pixel, height: height.toFixed(1) })]
}

function drawLane(view, { name, title, record }, index) {
  const lane = shape('g', { 'data-lane': name, transform: `translate(0 ${index * LANE})` })
  lane.append(
    shape('text', { x: 0, y: 15, class: 'title' }, title),
    shape('line', { class: 'baseline', x2: view.width, y1: BAND.top - 2.5, y2: BAND.top - 2.5 }),
    ...record.buckets.flatMap((bucket) => drawBucket(view, bucket)),
    ...record.segments.flatMap((segment) => drawSegment(view, segment)),
    ...record.connections.flatMap(
      (connection) => drawSpan(view, connection, CONNECTION, { class: 'connection' }) ?? [],
    ),
    ...record.requests.flatMap((request) => drawRequest(view, request)),
  )
  return lane
}

function drawAxis({ x, begin, began, end, width }, top) {
  const axis = shape('g', { class: 'axis', transform: `translate(0 ${top})` })
  const first = Math.ceil((begin - began) / STEP) * STEP
  for (let at = first; began + at <= end; at += STEP) {
    const left = x(began + at)
    axis.append(shape('line', { x1: left, x2: left, y1: -top, y2: 3 }))
    const anchor = left < 12 ? 'start' : left > width - 12 ? 'end' : 'middle'
    axis.append(shape('text', { x: left, y: 15, 'text-anchor': anchor }, `${at / 1000} s`))
  }
  return axis
}

/** The visible part of time; with reduced motion it moves in steps. */
function createView(lanes, { began, now, width, reducedMotion }) {
  const length = width < NARROW.below ? NARROW.window : WINDOW
  const excess = Math.max(0, now - began - length)
  const moved = reducedMotion ? Math.ceil(excess / (length / 2)) * (length / 2) : excess
  const begin = began + moved
  const end = begin + length
  const x = (at) => MARGIN + ((at - begin) / length) * (width - 2 * MARGIN)
  const shown = lanes.flatMap(({ record }) => record.buckets.filter(({ at }) => at >= begin))
  const most = Math.max(1, ...shown.map(({ count }) => count))
  const pixel = Math.max(1.5, (width * 250) / length - 1.5).toFixed(1)
  return { x, begin, end, began, now, width, most, pixel }
}

/** Draws into `svg`; `time` is `{ began, now, width, reducedMotion }`, `lanes` are `{ name, title, record }`. */
export function drawTimeline(svg, lanes, time) {
  const view = createView(lanes, time)
  const height = lanes.length * LANE + AXIS
  svg.setAttribute('viewBox', `0 0 ${time.width} ${height}`)
  svg.setAttribute('height', height)
  svg.replaceChildren(
    drawAxis(view, lanes.length * LANE),
    ...lanes.map((lane, index) => drawLane(view, lane, index)),
  )
}

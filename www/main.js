import { writeCode } from './code.js'
import { measureEventLoopDelay } from './event_loop_delay.js'
import { startInspector } from './inspector.js'
import { addToken, needsToken, readOptions } from './options.js'
import { createPanel } from './panel.js'
import { startRun } from './run.js'
import {
  describeScenario,
  listScenarios,
  presetOptions,
  readColumns,
  readServer,
  readUrl,
  writeUrl,
} from './settings.js'
import { shareWithTabs } from './tabs.js'
import { drawTimeline } from './timeline.js'

/** Milliseconds between two drawings: smooth enough, and cheap. */
const FRAME = 200

const find = (selector) => document.querySelector(selector)
const serverForm = find('#server')
const optionsForm = find('#options')
const sectionOf = (name) => find(`section[data-source="${name}"]`)
const panels = Object.fromEntries(
  ['native', 'wasm'].map((name) => [name, createPanel(sectionOf(name))]),
)
const timeline = find('#timeline')
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

let run
let delay

const announceRun = shareWithTabs(() => {
  run.stop('closed: the demo was started in another tab')
  find('#other-tab').hidden = false
  describeTimeline()
})

/** Announces what must not be missed; a connection that comes and goes is not announced. */
function announce({ title, record: { state } }) {
  if (state === 'CLOSED') find('#announcement').textContent = `${title}: closed.`
  if (state === 'DONE') find('#announcement').textContent = `${title}: answer complete.`
  describeTimeline()
}

function describeTimeline() {
  const states = run?.lanes.map(({ title, record }) => {
    const { received, lost, reconnections } = record.counters
    const counts = `${received} received, ${lost} lost, ${reconnections} reconnections`
    return `${title}: ${record.state.toLowerCase()}, ${counts}.`
  })
  timeline.setAttribute('aria-label', `Timeline of the connections. ${states?.join(' ') ?? ''}`)
}

/** The options of the form; an error is shown, and no option is set then. */
function readOptionsOrExplain() {
  const error = find('#options-error')
  error.textContent = ''
  try {
    return readOptions(optionsForm)
  } catch ({ message }) {
    error.textContent = message
    return {}
  }
}

function restart() {
  announceRun()
  run?.stop('restarted')
  delay?.stop()
  const server = readServer(serverForm)
  const names = readColumns(serverForm)
  const options = readOptionsOrExplain()
  const hasToken = needsToken(optionsForm)
  writeUrl(server)
  for (const output of ['#announcement', '#cut-result', '#copied']) find(output).textContent = ''
  find('#other-tab').hidden = true
  find('#code').textContent = writeCode(options, { hasToken, answers: server.answers })
  for (const name in panels) sectionOf(name).hidden = !names.includes(name)
  const init = hasToken ? addToken(options, server.amount || 60) : options
  run = startRun({ server, names, init, changed: announce })
  delay = measureEventLoopDelay()
  describeTimeline()
  draw()
}

function draw() {
  const now = Date.now()
  run.recordPauses()
  for (const { name, record } of run.lanes) panels[name](record, now)
  const width = timeline.parentElement.clientWidth
  drawTimeline(timeline, run.lanes, {
    began: run.began,
    now,
    width,
    reducedMotion: reducedMotion.matches,
  })
  const { longest, share } = delay.read()
  find('#longest').textContent = `${Math.round(longest)} ms`
  find('#blocked').textContent = `${(share * 100).toFixed(1)} %`
}

async function cut() {
  const result = find('#cut-result')
  try {
    const count = await run.cut()
    result.textContent = count === 1 ? 'Cut 1 connection.' : `Cut ${count} connections.`
  } catch (error) {
    result.textContent = `The server could not be reached: ${error.message}`
  }
}

async function copy() {
  const code = find('#code')
  try {
    await navigator.clipboard.writeText(code.textContent)
    find('#copied').textContent = 'Copied.'
  } catch {
    getSelection().selectAllChildren(code)
    find('#copied').textContent = 'Selected: press Ctrl+C or ⌘C.'
  }
}

function chooseScenario(scenario, amount) {
  describeScenario(serverForm, scenario)
  if (amount) serverForm.elements.amount.value = amount
  presetOptions(optionsForm, scenario)
}

listScenarios(find('#scenarios'))
const first = readUrl()
serverForm.elements.scenario.value = first.scenario
chooseScenario(first.scenario, first.amount)

serverForm.addEventListener('change', ({ target }) => {
  if (target.name === 'scenario') chooseScenario(target.value)
  restart()
})
optionsForm.addEventListener('change', restart)
for (const form of [serverForm, optionsForm]) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    restart()
  })
}
find('#cut').addEventListener('click', cut)
find('#stop').addEventListener('click', () => run.stopAnswer())
find('#copy').addEventListener('click', copy)

// On a narrow page these would be most of its height.
for (const details of document.querySelectorAll('details')) {
  details.open = matchMedia('(min-width: 44rem)').matches
}

restart()
setInterval(() => document.hidden || requestAnimationFrame(draw), FRAME)
startInspector(sectionOf('inspector'))

import { measureBusy } from './busy.js'
import { startInspector } from './inspector.js'
import { readOptions, toCode, toInit, tokenPath } from './options.js'
import { createPanel } from './panel.js'
import { streamUrl, startRun } from './run.js'
import {
  describeScenario,
  fromAddress,
  listScenarios,
  namesOf,
  presetOptions,
  readServer,
  toAddress,
} from './settings.js'
import { shareWithTabs } from './tabs.js'
import { drawTimeline } from './timeline.js'

/** Milliseconds between two drawings: often enough for the eye, seldom enough for the processor. */
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
let busy

const beginsHere = shareWithTabs(() => {
  run.stop('closed: a run has begun in another tab')
  find('#elsewhere').hidden = false
  describePicture()
})

/** Says aloud what nobody should miss; a connection that comes and goes is not that. */
function announce({ title, record }) {
  if (record.state === 'CLOSED') find('#announcement').textContent = `${title}: closed for good.`
  describePicture()
}

function describePicture() {
  const states = run?.lanes.map(({ title, record }) => {
    const { received, lost, reconnections } = record.tally
    const counts = `${received} received, ${lost} lost, ${reconnections} reconnections`
    return `${title}: ${record.state.toLowerCase()}, ${counts}.`
  })
  timeline.setAttribute('aria-label', `Timeline of the connections. ${states?.join(' ') ?? ''}`)
}

function restart() {
  beginsHere()
  find('#elsewhere').hidden = true
  run?.stop()
  busy?.stop()
  const server = readServer(serverForm)
  const path = tokenPath(optionsForm, server.amount || 60)
  const names = namesOf(serverForm)
  let options = {}
  find('#options-error').textContent = ''
  try {
    options = readOptions(optionsForm)
  } catch (error) {
    find('#options-error').textContent = error.message
  }
  toAddress(server)
  find('#announcement').textContent = ''
  find('#cut-result').textContent = ''
  find('#code').textContent = toCode(streamUrl(server), options, path)
  for (const name in panels) sectionOf(name).hidden = !names.includes(name)
  run = startRun({ server, names, init: toInit(options, path), changed: announce })
  busy = measureBusy()
  describePicture()
  draw()
}

function draw() {
  const now = Date.now()
  run.notePauses()
  for (const { name, record } of run.lanes) panels[name](record, now)
  const width = timeline.parentElement.clientWidth
  drawTimeline(timeline, run.lanes, {
    began: run.began,
    now,
    width,
    reducedMotion: reducedMotion.matches,
  })
  const { longest, share } = busy.read()
  find('#longest').textContent = `${Math.round(longest)} ms`
  find('#share').textContent = `${(share * 100).toFixed(1)} %`
}

async function cut() {
  const result = find('#cut-result')
  try {
    const count = await run.cut()
    result.textContent = count === 1 ? 'Cut 1 connection.' : `Cut ${count} connections.`
  } catch (error) {
    result.textContent = `Could not ask the server: ${error.message}`
  }
}

async function copy() {
  const code = find('#code')
  try {
    await navigator.clipboard.writeText(code.textContent)
    find('#copied').textContent = 'Copied.'
  } catch {
    getSelection().selectAllChildren(code)
    find('#copied').textContent = 'Selected: copy it with the keyboard.'
  }
}

function chooseScenario(scenario, amount) {
  describeScenario(serverForm, scenario)
  if (amount) serverForm.elements.amount.value = amount
  presetOptions(optionsForm, scenario)
}

listScenarios(find('#scenarios'))
const first = fromAddress()
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
find('#copy').addEventListener('click', copy)

restart()
setInterval(() => document.hidden || requestAnimationFrame(draw), FRAME)
startInspector(sectionOf('inspector'))

// The page of shared streams: a member itself, it shows all members, starts workers, and gives orders.

import { FetchEventSource } from './dist/index.js'
import { element } from './dom.js'
import { join, openChannel } from './shared_member.js'

/** A context that has not reported for this many milliseconds is shown as silent; messages come every 500. */
const SILENT_MS = 2500

/** One that is silent for this long is gone. */
const EXPIRY_MS = 15_000

const find = (selector) => document.querySelector(selector)
const newId = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36)

/** The run that the page's URL names, or a new one. */
function readRun() {
  const query = new URLSearchParams(location.search)
  const run = query.get('run') ?? newId()
  const from = query.get('from') ?? `${Date.now()}`
  history.replaceState(null, '', `?${new URLSearchParams({ run, from })}`)
  find('#another').href = location.href
  return { run, from }
}

const { run, from } = readRun()
const own = newId()
/** The workers of this page, by their IDs. */
const workers = new Map()
/** The last report of each member, by its ID. */
const members = new Map()
let leader

function addWorker() {
  const id = newId()
  const name = `worker ${workers.size + 1} of page ${own}`
  const query = new URLSearchParams({ run, from, id, name })
  workers.set(id, new Worker(`shared_member.js?${query}`, { type: 'module' }))
}

function crash(id) {
  workers.get(id)?.terminate()
  workers.delete(id)
  members.delete(id)
}

function orderTo(id, order) {
  if (order === 'crash') crash(id)
  else if (id === own) member(order)
  else post({ to: id, order })
  draw()
}

function update({ id, ...report }) {
  if (report.isOver) members.delete(id)
  else members.set(id, { ...report, at: Date.now() })
  if (report.leads) leader = id
  draw()
}

function createRow(id) {
  const row = document.createElement('tr')
  row.dataset.member = id
  const name = element('th', '')
  name.scope = 'row'
  row.append(name)
  for (const part of ['leads', 'state', 'received', 'lost', 'duplicates']) {
    const cell = element('td', '')
    cell.dataset[part] = ''
    row.append(cell)
  }
  const buttons = element('td', '')
  for (const order of ['close', 'stall', ...(workers.has(id) ? ['crash'] : [])]) {
    const button = element('button', order[0].toUpperCase() + order.slice(1), 'plain')
    button.type = 'button'
    button.dataset.order = order
    button.addEventListener('click', () => orderTo(id, order))
    buttons.append(button)
  }
  row.append(buttons)
  return row
}

const write = (node, text) => {
  if (node.textContent !== text) node.textContent = text
}

/** Shows each member in a row that stays, so that a button keeps the focus. */
function draw() {
  const body = find('#members')
  const now = Date.now()
  for (const [id, { at }] of members) if (now - at > EXPIRY_MS) members.delete(id)
  for (const row of body.querySelectorAll('tr')) {
    if (!members.has(row.dataset.member)) row.remove()
  }
  for (const [id, { name, state, at, ...counters }] of members) {
    let row = body.querySelector(`[data-member="${id}"]`)
    if (!row) body.append((row = createRow(id)))
    write(row.querySelector('th'), id === own ? `this ${name}` : name)
    write(row.querySelector('[data-leads]'), id === leader ? 'leads' : '')
    write(row.querySelector('[data-state]'), now - at > SILENT_MS ? 'silent' : state)
    for (const counter of ['received', 'lost', 'duplicates']) {
      write(row.querySelector(`[data-${counter}]`), String(counters[counter]))
    }
  }
}

/** Counts the requests for the stream, and its open connections, as the server has logged them. */
function watchLog() {
  let requests = 0
  let open = 0
  const log = new FetchEventSource(`log?run=${run}`, { share: 'demo' })
  log.onmessage = ({ data }) => {
    const { type } = JSON.parse(data)
    if (type === 'request') requests++
    open += type === 'request' ? 1 : -1
    write(find('#requests'), String(requests))
    write(find('#connections'), String(open))
  }
}

const post = openChannel(run, (report) => report.id && update(report))
const member = join({ run, from, id: own, name: `page ${own}` })
post({ order: 'report' })
find('#add').addEventListener('click', addWorker)
watchLog()
setInterval(draw, 1000)

// Runs sessions with a hostile server in several clients at once, and checks each.

import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BROWSERS, which } from '../../scripts/setup.js'
import { callsThrough } from './calls.js'
import { check } from './check.js'
import { INITIAL, createSession } from './grammar.js'
import { startHostileServer } from './server.js'

/** Milliseconds of real time. */
const SESSION_TIMEOUT = 60_000
const CLOSE_TIMEOUT = 5_000

/** Milliseconds without a timer in the client; a longer block is a problem if the session repeats it, which a busy machine does not. */
const LONGEST_BLOCK = 1_000
const REPETITIONS = 5

/** Bytes of WebAssembly in the module of a page, and in the one that all lanes of Node share. */
const MEMORY = { page: 8 << 20, shared: 16 << 20 }

const NODE_LANES = 16
const PAGES = ['page', 'page', 'page', 'page', 'worker', 'worker']

async function startNode() {
  const thread = new Worker(new URL('node_worker.js', import.meta.url))
  const port = { postMessage: (message) => thread.postMessage(message) }
  await once(thread, 'message')
  thread.on('message', (data) => port.onmessage({ data }))
  const client = callsThrough(port)
  return {
    lanes: Array.from({ length: NODE_LANES }, () => ({ client, errors: [], most: MEMORY.shared })),
    version: process.version,
    isBrowser: false,
    // An uncaught exception ends the thread.
    died: new Promise((_, reject) => thread.on('error', reject)),
    close: () => thread.terminate(),
  }
}

async function startChromium({ own, third }) {
  // Imported late: it needs npm packages that the set-up may have installed just now.
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath: which(BROWSERS.chromium.commands[0]) })
  const open = async (where) => {
    const context = await browser.newContext()
    // One cookie for all ports of the host.
    await context.addCookies([{ name: 'secret', value: 'cookie', url: third }])
    const page = await context.newPage()
    const errors = []
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack}`))
    await page.goto(`${own}/page?script=/adversary/page.js&in=${where}`)
    await page.waitForFunction(() => globalThis.adversary)
    const call =
      (name) =>
      (...args) =>
        page.evaluate(([name, args]) => globalThis.adversary[name](...args), [name, args])
    const client = { start: call('start'), finish: call('finish'), late: call('late') }
    return { client, errors, most: MEMORY.page }
  }
  return {
    lanes: await Promise.all(PAGES.map(open)),
    died: new Promise(() => {}),
    version: browser.version(),
    isBrowser: true,
    close: () => browser.close(),
  }
}

const RUNTIMES = { Node: startNode, Chromium: startChromium }

const isInTime = (promise, milliseconds) =>
  Promise.race([promise.then(() => true), wait(milliseconds, false, { ref: false })])

/** Runs one session in a lane. */
async function runSession(seed, { client, most, errors }, { server, isBrowser }) {
  const record = server.begin(createSession(seed))
  const { session, exchanges } = record
  const problems = []
  const over = client.start(session, server.addresses)
  if (!(await isInTime(over, SESSION_TIMEOUT))) problems.push('the session did not end')
  // One connection at once: when the last one was made, the client has closed those before, and those that it rejects.
  const isOver = ({ isRejected }, index) => isRejected || index < exchanges.length - 1
  const ended = Promise.all(exchanges.filter(isOver).map(({ closed }) => closed))
  if (!(await isInTime(ended, CLOSE_TIMEOUT)))
    problems.push('a connection stays open beside a later one, or after a failure')
  const { problems: own, counts, block, memory } = await client.finish(seed)
  server.forget(record)
  problems.push(...own, ...check(record, isBrowser), ...errors.splice(0))
  if (memory > most) problems.push(`${memory} bytes of WebAssembly`)
  const third = exchanges.filter(({ where }) => where === 'third').length
  return { session, problems, counts, block, memory, received: exchanges.length, third }
}

/** Runs `count` sessions from the seed `first` on; returns those that broke a promise, and figures. */
export async function runSessions(runtime, { first, count, onSession = () => {} }) {
  const server = await startHostileServer()
  const { lanes, version, isBrowser, died, close } = await RUNTIMES[runtime](server.addresses)
  const failures = []
  const figures = { sessions: 0, received: 0, third: 0, opens: 0, events: 0, errors: 0, final: 0 }
  Object.assign(figures, { block: 0, memory: 0 })
  let next = first
  const runLane = async (lane) => {
    while (next < first + count) {
      const seed = next++
      const problems = []
      let result = { block: Infinity }
      for (let times = 0; result.block > LONGEST_BLOCK && times < REPETITIONS; times++) {
        result = await runSession(seed, lane, { server, isBrowser })
        problems.push(...result.problems)
      }
      if (result.block > LONGEST_BLOCK) problems.push(`blocked for ${result.block} ms`)
      if (problems.length) failures.push({ seed, problems })
      add(figures, result)
      onSession(figures)
    }
  }
  try {
    await Promise.race([Promise.all(lanes.map(runLane)), died])
    await wait(20 * INITIAL)
    for (const client of new Set(lanes.map(({ client }) => client))) {
      for (const problem of await client.late()) failures.push({ seed: '', problems: [problem] })
    }
  } finally {
    await close()
    await server.close()
  }
  return { version, figures, failures }
}

function add(figures, { counts, received, third, block, memory }) {
  figures.sessions++
  figures.received += received
  figures.third += third
  for (const name of ['opens', 'events', 'errors']) figures[name] += counts[name]
  figures.final += Number(counts.isFinal)
  figures.block = Math.max(figures.block, block)
  figures.memory = Math.max(figures.memory, memory)
}

/** What failed, and how to repeat it, as text; empty if nothing failed. */
export const explain = (failures, runtime) =>
  failures
    .map(
      ({ seed, problems }) =>
        `${problems.join('\n')}\n  to repeat it: npm run adversary -- 1 --from ${seed} --in ${runtime}\n`,
    )
    .join('')

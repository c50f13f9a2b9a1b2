// Runs the checks in the global that loads this script, and posts their results. Bundled into one script that can be
// loaded as a classic script and as a module.

import { config } from 'chai'
import { checks } from './check.js'
import { Env } from './env.js'
import '../sections/index.js'

/** A check fails after this many milliseconds. */
const CHECK_TIMEOUT = 20_000

/** Browsers open at most six connections to a host, and few checks need more than one for long. */
const CONCURRENCY = 4

/** The checks that run together, and how many of them at a time. */
const STAGES = [
  [({ timed, alone }) => !timed && !alone, CONCURRENCY],
  [({ timed }) => timed, CONCURRENCY],
  [({ alone }) => alone, 1],
]

config.truncateThreshold = 0

const query = new URLSearchParams(location.search)
const [implementation, global, engine] = ['implementation', 'global', 'engine'].map((name) =>
  query.get(name),
)

async function runCheck({ section, name, run, timeout: milliseconds = CHECK_TIMEOUT }) {
  const env = new Env(query)
  let timer
  const timeout = new Promise((_, reject) => {
    const giveUp = () => reject(new Error(`timed out; events: ${env.recorded}`))
    timer = setTimeout(giveUp, milliseconds)
  })
  const result = { section, name, passed: true }
  try {
    await Promise.race([run(env), timeout])
  } catch (error) {
    Object.assign(result, { passed: false, message: `${error}` })
  }
  clearTimeout(timer)
  await env.cleanUp()
  return result
}

/** Starts the checks in order, `concurrency` at a time. */
async function runAll(list, concurrency) {
  const results = []
  const queue = list.entries()
  const runNext = async () => {
    for (const [index, check] of queue) results[index] = await runCheck(check)
  }
  await Promise.all(Array.from({ length: concurrency }, runNext))
  return results
}

/** Why the EventSource here is not the implementation under test, or undefined. */
function describeMismatch() {
  const isNative = /native code/.test(Function.prototype.toString.call(globalThis.EventSource))
  if (isNative === (implementation === 'native')) return undefined
  return isNative ? 'the EventSource here is native' : 'the EventSource here is not native'
}

/** Whether this page runs the checks that start globals of the kind under test. */
const startsChildren = query.has('children')

const sections = query.getAll('section')

async function run() {
  const isMainEntry = implementation.startsWith('main entry')
  if (!startsChildren && implementation === 'native' && !globalThis.EventSource)
    return { skipped: 'this browser has no EventSource here' }
  const broken = isMainEntry || startsChildren ? undefined : describeMismatch()
  if (broken) return { broken }
  const selected = checks.filter(
    ({ section, globals, engines = [engine], child }) =>
      globals.includes(global) &&
      engines.includes(engine) &&
      isMainEntry === (section === 'main entry') &&
      startsChildren === child &&
      (!sections.length || sections.includes(section)),
  )
  const results = []
  for (const [isOfStage, concurrency] of STAGES)
    results.push(...(await runAll(selected.filter(isOfStage), concurrency)))
  return { results }
}

async function start() {
  const body = JSON.stringify(await run().catch((error) => ({ broken: `${error}` })))
  await fetch(query.get('results'), { method: 'POST', body })
}

// A service worker is kept alive while it handles an event.
if (global === 'service' && !startsChildren)
  addEventListener('message', (event) => event.waitUntil(start()))
else start()

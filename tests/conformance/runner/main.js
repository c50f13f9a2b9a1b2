// Runs the checks in the global that this is loaded into, and posts what came of them. Bundled into one classic script,
// which is a module as well.

import { config } from 'chai'
import { checks } from './check.js'
import { Env } from './env.js'
import '../sections/index.js'

/** A check that waits in vain fails after this many milliseconds. */
const PATIENCE = 8_000

/** Browsers open six connections to a host at most, and few checks need more than one for long. */
const AT_A_TIME = 4

config.truncateThreshold = 0

const query = new URLSearchParams(location.search)
const [implementation, global] = ['implementation', 'global'].map((name) => query.get(name))

async function runCheck({ section, name, run }) {
  const env = new Env(query)
  let timer
  const patience = new Promise((_, reject) => {
    const giveUp = () => reject(new Error(`waited in vain; there was ${env.story}`))
    timer = setTimeout(giveUp, PATIENCE)
  })
  const result = { section, name, passed: true }
  try {
    await Promise.race([run(env), patience])
  } catch (error) {
    Object.assign(result, { passed: false, message: `${error}` })
  }
  clearTimeout(timer)
  await env.tidyUp()
  return result
}

/** Runs them in their order, some at a time. */
async function runAll(list) {
  const results = []
  const queue = list.entries()
  const runNext = async () => {
    for (const [index, check] of queue) results[index] = await runCheck(check)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, runNext))
  return results
}

/** Why this is not what it is meant to be. */
function disguise() {
  const isNative = /native code/.test(Function.prototype.toString.call(globalThis.EventSource))
  if (isNative === (implementation === 'native')) return undefined
  return isNative ? 'the EventSource here is native' : 'the EventSource here is not native'
}

async function outcome() {
  const isChoice = implementation.startsWith('choice')
  if (implementation === 'native' && !globalThis.EventSource)
    return { skipped: 'this browser has no EventSource here' }
  const broken = isChoice ? undefined : disguise()
  if (broken) return { broken }
  const mine = checks.filter(
    ({ section, globals }) => globals.includes(global) && isChoice === (section === 'choice'),
  )
  const untimed = await runAll(mine.filter(({ timed }) => !timed))
  const timed = await runAll(mine.filter(({ timed }) => timed))
  return { results: [...untimed, ...timed] }
}

async function start() {
  const body = JSON.stringify(await outcome().catch((error) => ({ broken: `${error}` })))
  await fetch(query.get('results'), { method: 'POST', body })
}

// A service worker lives as long as an event of its own is handled.
if (global === 'service') addEventListener('message', (event) => event.waitUntil(start()))
else start()

// Runs in a child (see child.js), after the scripts of the implementation: calls the functions that the check sends.

import { childUrl, startChild } from './child.js'
import { Record } from './record.js'

const sources = []

/** The violations of the child's policies, as plain objects. */
const violations = []

const FIELDS = [
  'documentURI',
  'referrer',
  'blockedURI',
  'violatedDirective',
  'effectiveDirective',
  'originalPolicy',
  'disposition',
  'statusCode',
  'sample',
  'sourceFile',
  'bubbles',
  'composed',
]

addEventListener('securitypolicyviolation', (event) => {
  violations.push(Object.fromEntries(FIELDS.map((name) => [name, event[name]])))
})

/** Records the events of a new event source. */
function observe(url, init, types = ['message']) {
  const source = new EventSource(url, init)
  sources.push(source)
  return new Record(source, ['open', 'error', ...types])
}

/** Creates an event source, and describes it and its first `count` events, or those until it is closed; then it is closed. */
async function connect(url, { init, count = 1, types, keep = false } = {}) {
  const record = observe(url, init, types)
  await record.until(count)
  const { source, entries, events } = record
  const { readyState } = source
  if (!keep) source.close()
  return {
    readyState,
    url: source.url,
    entries: entries.slice(0, count),
    origins: events.filter(({ data }) => data !== undefined).map(({ origin }) => origin),
  }
}

function closeAll() {
  for (const source of sources) source.close()
}

/** Ends a worker after the call. Chromium has addresses for some 100 memories of WebAssembly in the process of all workers. */
function end() {
  closeAll()
  setTimeout(() => globalThis.close())
}

const isNative = () => /native code/.test(Function.prototype.toString.call(globalThis.EventSource))

/** What a check may call by name, which a policy without 'unsafe-eval' allows. */
const agent = { connect, closeAll, end, isNative, getViolations: () => violations }

Object.assign(globalThis, { ...agent, observe, childUrl, startChild })

async function call({ name, source, args }, port) {
  try {
    const f = name ? agent[name] : new Function(`return (${source})`)()
    port.postMessage({ value: await f(...args) })
  } catch (error) {
    port.postMessage({ error: `${error}` })
  }
}

function onCall(event) {
  const [port] = event.ports
  if (!port || !event.data?.args) return
  const called = call(event.data, port)
  // A service worker is kept alive while it handles an event.
  event.waitUntil?.(called)
}

addEventListener('message', onCall)
addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', onCall)
  port.start()
})

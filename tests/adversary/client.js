// The client of the hostile server, in a page, a worker or Node: opens one event source for each session, and notes what breaks a
// promise. It wraps the global `fetch`, which the library calls for each request.

import { INITIAL, LONGEST, MAX_EVENT_SIZE } from './grammar.js'
import { watchMemory } from './memory.js'

/** Timers fire up to a millisecond early. */
const TOLERANCE = 1

/** A client whose preflights are refused reconnects for ever. */
const MOST_ERRORS = 30

const TYPES = ['message', 'close', '__proto__', 'constructor', 'toString', 'é']

export const secretOf = (seed) => `secret-${seed}`

/** The options for a session's client, and its URL. */
function describe({ seed, client, moves }, addresses) {
  const secret = secretOf(seed)
  const { lastEventIdParam, retryOn, retries, withCredentials } = client
  // Node before 24 does not report every broken compression: only `idleTimeout` ends such a connection.
  const isSilent = moves.some(({ encoding }) => encoding === 'broken gzip')
  const init = {
    ...{ lastEventIdParam, retryOn, withCredentials },
    idleTimeout: isSilent ? LONGEST : client.idleTimeout,
    maxEventSize: MAX_EVENT_SIZE,
    backoff: { initial: INITIAL, max: LONGEST, retries },
  }
  const members = client.redirect === 'follow' ? {} : { redirect: client.redirect }
  if (client.redirect !== 'follow') init.request = members
  const address = client.isSameOrigin ? addresses.own : addresses.other
  let url = `${address}/s/${seed}/start`
  const authorization = { Authorization: `Bearer ${secret}` }
  const custom = { 'X-Token': secret }
  const apply = {
    none() {},
    authorization: () => (init.headers = authorization),
    header: () => (init.headers = custom),
    'header function': () => (init.headers = async () => ({ ...authorization, ...custom })),
    request: () => (init.request = () => ({ ...members, headers: custom })),
    body: () => Object.assign(init, { method: 'POST', body: secret, reconnectOnEnd: true }),
    user: () => (url = url.replace('//', `//user:${secret}@`)),
    'last event ID': () => (init.lastEventId = secret),
  }
  apply[client.secret]()
  return { url, init }
}

export async function createClient({ FetchEventSource, load }) {
  const runs = new Map()
  const late = []
  let longestBlock = 0

  const { fetch } = globalThis
  globalThis.fetch = (input, init) => {
    const [, seed] = /\/[st]\/(\d+)\//.exec(input) ?? []
    const run = runs.get(Number(seed))
    if (run) run.beforeFetch()
    else if (seed) late.push(`session ${seed}: a request after close()`)
    return fetch.call(globalThis, input, init)
  }

  watchMemory()
  await load()
  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    longestBlock = Math.max(longestBlock, now - last)
    last = now
  }, 5)

  function start(session, addresses) {
    const { url, init } = describe(session, addresses)
    const problems = []
    const counts = { events: 0, opens: 0, errors: 0, requests: 0, reasons: {} }
    const problem = (text) => problems.length < 5 && problems.push(text)
    let isOpen = false
    let isFinal = false
    let failed
    const beforeFetch = () => {
      counts.requests++
      if (isFinal) problem('a request after a final failure')
      const since = failed ? performance.now() - failed.at : Infinity
      if (since < failed?.delay - TOLERANCE)
        problem(`a request after ${since} ms instead of ${failed.delay} ms`)
      failed = undefined
    }
    const run = { beforeFetch, problems, counts }
    runs.set(session.seed, run)
    const source = new FetchEventSource(url, init)
    run.over = new Promise((resolve) => {
      const count = () => {
        counts.events++
        if (isFinal) problem('an event after a final failure')
      }
      for (const type of TYPES) source.addEventListener(type, count)
      source.addEventListener('over', () => resolve())
      source.addEventListener('open', (event) => {
        if (event instanceof MessageEvent) return count()
        counts.opens++
        isOpen = true
        if (isFinal || source.readyState !== 1) problem('`open` at the wrong time')
      })
      source.onerror = (event) => {
        if (event instanceof MessageEvent) return count()
        const { reason, willReconnect, delay } = event
        counts.errors++
        counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
        if (isFinal) problem(`an error after a final failure: ${reason}`)
        if (reason === 'internal' || reason === 'load') problem(`${reason}: ${event.message}`)
        isFinal = !willReconnect
        if (source.readyState !== (isFinal ? 2 : 0)) problem(`readyState ${source.readyState}`)
        const shortest = Math.max(1, isOpen ? 0 : INITIAL, source.reconnectionTime)
        if (willReconnect && !(delay >= shortest))
          problem(`${reason}: a delay of ${delay} ms instead of ${shortest} ms`)
        failed = { at: performance.now(), delay }
        isOpen = false
        if (isFinal || delay > LONGEST || counts.errors === MOST_ERRORS) resolve()
      }
    })
    run.source = source
    return run.over
  }

  /** Closes the source of a session. */
  function finish(seed) {
    const { source, problems, counts } = runs.get(seed)
    const isFinal = source.readyState === 2
    source.close()
    runs.delete(seed)
    const block = longestBlock
    longestBlock = 0
    return {
      problems,
      counts: { ...counts, isFinal },
      block,
      memory: globalThis.coreMemory?.buffer.byteLength ?? 0,
    }
  }

  return { start, finish, late: () => late }
}

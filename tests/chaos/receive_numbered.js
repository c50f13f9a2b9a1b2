/* global library */

// Runs in a page, without access to the scope of this module.

/**
 * Receives the numbered messages of a resource (see faults.js), up to the event `end` and what follows it. Returns what the
 * page has seen, which is in `globalThis.seen` while it runs; `problems` should be empty.
 */
export async function receiveNumbered({ url, settled, idleTimeout }) {
  const problems = []
  const addProblem = (text) => problems.length < 20 && problems.push(text)
  const seen = { events: 0, errors: 0, attempts: 0, longestGap: 0, reasons: {}, problems }
  globalThis.seen = seen

  let failed
  let isAttempting = true
  let wasProbe = false
  // In Firefox, WebDriver runs scripts in a global of their own.
  const { window } = globalThis
  const { fetch } = window
  const { pathname } = new URL(url)
  window.fetch = (input, init) => {
    // The origin can differ after a redirect. A request without credentials only probes whether the server is up, and the
    // request that follows belongs to the same attempt.
    const isOfSource = new URL(input).pathname === pathname
    const isProbe = isOfSource && init.credentials === 'omit'
    const isRepeated = wasProbe
    if (isOfSource) wasProbe = isProbe
    if (isOfSource && !isProbe && !isRepeated) {
      seen.attempts++
      const since = performance.now() - failed?.at
      // Firefox's timestamps are whole milliseconds.
      if (since + 1 < failed?.delay)
        addProblem(`an attempt after ${since} ms instead of ${failed.delay} ms`)
      if (failed && isAttempting) addProblem('an attempt without a failure before it')
      isAttempting = true
    }
    return fetch.call(window, input, init)
  }

  const source = new library.FetchEventSource(url, {
    backoff: { initial: 3, factor: 1 },
    idleTimeout,
    retryOn: () => true,
  })
  let last = performance.now()
  let isClosed = false
  const report = await new Promise((resolve) => {
    source.onopen = () => {
      if (isClosed || source.readyState !== source.OPEN) addProblem('open at the wrong time')
    }
    source.onmessage = ({ data, lastEventId }) => {
      const now = performance.now()
      seen.longestGap = Math.max(seen.longestGap, now - last)
      last = now
      const number = Number(data.slice(1))
      if (isClosed) return addProblem(`message ${number} after close()`)
      if (number !== ++seen.events) addProblem(`message ${number} instead of ${seen.events}`)
      if (data[0] !== 'é' || Number(lastEventId) !== number)
        addProblem(`message ${data} is corrupt`)
    }
    source.onerror = ({ reason, delay, willReconnect }) => {
      seen.errors++
      seen.reasons[reason] = (seen.reasons[reason] ?? 0) + 1
      if (isClosed || !isAttempting) addProblem(`an error without an attempt: ${reason}`)
      if (!(delay >= source.reconnectionTime)) addProblem(`a delay of ${delay}`)
      isAttempting = false
      failed = { at: performance.now(), delay }
      if (!willReconnect) resolve('{}')
    }
    source.addEventListener('end', ({ data }) => {
      source.close()
      isClosed = true
      resolve(data)
    })
  })
  // Takes long enough for events that must not be dispatched any more.
  await (await fetch.call(window, settled)).text()
  window.fetch = fetch
  if (source.readyState !== source.CLOSED) addProblem('not closed at the end')
  return { ...seen, report: JSON.parse(report) }
}

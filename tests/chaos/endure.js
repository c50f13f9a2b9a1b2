/* global library */

// Runs in a page: it knows nothing of this module.

/**
 * Listens to a resource of numbered messages (see faults.js) up to its end and beyond. What it gives is what the page has
 * seen, which `globalThis.seen` has meanwhile; `complaints` should be empty.
 */
export async function endure({ url, beyond, idleTimeout }) {
  const complaints = []
  const complain = (text) => complaints.length < 20 && complaints.push(text)
  const seen = { events: 0, errors: 0, attempts: 0, longestGap: 0, reasons: {}, complaints }
  globalThis.seen = seen

  let failed
  let isAttempting = true
  // Scripts of Firefox's WebDriver have a global of their own.
  const { window } = globalThis
  const { fetch } = window
  const { pathname } = new URL(url)
  window.fetch = (input, init) => {
    // A redirect may have led to another origin; without CORS the library only asks whether anybody is there.
    if (new URL(input).pathname === pathname && init.mode !== 'no-cors') {
      seen.attempts++
      const since = performance.now() - failed?.at
      // Differences of times are not exact.
      if (since + 0.001 < failed?.delay)
        complain(`an attempt ${since} ms after ${failed.delay} were said`)
      if (failed && isAttempting) complain('an attempt without a failure before it')
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
      if (isClosed || source.readyState !== source.OPEN) complain('open at the wrong time')
    }
    source.onmessage = ({ data, lastEventId }) => {
      const now = performance.now()
      seen.longestGap = Math.max(seen.longestGap, now - last)
      last = now
      const number = Number(data.slice(1))
      if (isClosed) return complain(`message ${number} after close()`)
      if (number !== ++seen.events) complain(`message ${number} instead of ${seen.events}`)
      if (data[0] !== 'é' || Number(lastEventId) !== number) complain(`message ${data} spoiled`)
    }
    source.onerror = ({ reason, delay, willReconnect }) => {
      seen.errors++
      seen.reasons[reason] = (seen.reasons[reason] ?? 0) + 1
      if (isClosed || !isAttempting) complain(`an error without an attempt: ${reason}`)
      if (!(delay >= source.reconnectionTime)) complain(`a wait of ${delay}`)
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
  // Long enough for whatever should not come any more.
  await (await fetch.call(window, beyond)).text()
  window.fetch = fetch
  if (source.readyState !== source.CLOSED) complain('not closed at the end')
  return { ...seen, report: JSON.parse(report) }
}

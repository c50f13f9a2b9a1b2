// Exposes to the tests the library, as `library`, and `watch`.

import * as library from '/dist/index.js'

const TIMEOUT = 15_000

const describe = (event) => {
  if (event instanceof MessageEvent) return `${event.type} ${event.data} #${event.lastEventId}`
  if (event.type === 'open') return 'open'
  const next = event.willReconnect ? `again in ${event.delay}` : 'closed'
  return `error ${event.reason}, ${next}`
}

/** Records the events of a source; `until(count)` resolves with the entries when there are `count`. */
const watch = (source, types = ['open', 'message', 'error']) => {
  const entries = []
  let changed
  for (const type of types) {
    source.addEventListener(type, (event) => {
      entries.push(describe(event))
      changed?.()
    })
  }
  const until = async (count) => {
    const timeout = AbortSignal.timeout(TIMEOUT)
    while (entries.length < count) {
      await new Promise((resolve, reject) => {
        changed = resolve
        timeout.onabort = () => reject(new Error(`timed out after ${entries.join('; ')}`))
      })
    }
    return entries
  }
  return { entries, until }
}

Object.assign(globalThis, { library, watch })

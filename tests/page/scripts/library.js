// Gives a test what it uses in the page: the library, as `library`, and `watch`.

import * as library from '/dist/index.js'

const PATIENCE = 15_000

const describe = (event) => {
  if (event instanceof MessageEvent) return `${event.type} ${event.data} #${event.lastEventId}`
  if (event.type === 'open') return 'open'
  const next = event.willReconnect ? `again in ${event.delay}` : 'closed'
  return `error ${event.reason}, ${next}`
}

/** Writes down what a source fires; `until(count)` gives the entries when there are that many. */
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
    const patience = AbortSignal.timeout(PATIENCE)
    while (entries.length < count) {
      await new Promise((resolve, reject) => {
        changed = resolve
        patience.onabort = () => reject(new Error(`waited in vain after ${entries.join('; ')}`))
      })
    }
    return entries
  }
  return { entries, until }
}

Object.assign(globalThis, { library, watch })

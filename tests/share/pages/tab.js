// A tab, or a worker of one, that opens the feed as a shared stream and checks that the numbers have no gap. It reports on a
// channel when it is asked to.

import { FetchEventSource } from '/dist/index.js'

const { searchParams } = new URL(globalThis.location.href)
const id = searchParams.get('id')

/** How many arrivals are kept. */
const KEPT = 500

let source
let first
let last
let faults = []
let errors = []
let opens = 0
let attempts = 0
let isRestored = false
/** The numbers of messages, and when they arrived. */
let arrivals = []

const open = () => {
  first = last = undefined
  source = new FetchEventSource('/feed', {
    share: searchParams.get('share') ?? undefined,
    headers: () => {
      attempts++
      return { 'X-Tab': id }
    },
    backoff: { jitter: 0 },
  })
  source.onopen = () => opens++
  source.onerror = ({ message }) => errors.push(message)
  source.onmessage = ({ data, lastEventId }) => {
    const n = Number(data)
    first ??= n
    if (last !== undefined && n !== last + 1) faults.push(`${n} after ${last}`)
    if (data !== lastEventId) faults.push(`${n} with the ID ${lastEventId}`)
    if (source.readyState !== 1) faults.push(`${n} in the state ${source.readyState}`)
    last = n
    arrivals.push([n, Date.now()])
    arrivals = arrivals.slice(-KEPT)
  }
}

const orders = {
  /** When the first message that is not before `n` arrived. */
  report(n) {
    const { readyState, lastEventId, reconnectionTime } = source
    const arrival = arrivals.find(([number]) => number >= n)?.[1]
    const state = { readyState, lastEventId, reconnectionTime }
    return { first, last, faults, errors, opens, attempts, isRestored, arrival, ...state }
  },
  reopen() {
    source.close()
    open()
  },
  reconnect: () => source.reconnect(),
}

let channel
const listen = () => {
  channel = new BroadcastChannel('orders')
  channel.onmessage = ({ data: { order, to, number, argument } }) => {
    if (!orders[order] || (to && to !== id)) return
    channel.postMessage({ from: id, number, result: orders[order](argument) })
  }
}

if (globalThis.document) {
  // An open channel keeps a page out of the back/forward cache, or has it thrown out.
  globalThis.addEventListener('pagehide', () => channel.close())
  globalThis.addEventListener('pageshow', ({ persisted }) => {
    isRestored = persisted
    if (persisted) listen()
  })
}
listen()
open()

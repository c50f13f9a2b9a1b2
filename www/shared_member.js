// A page or a worker that opens the shared stream, counts what it receives and reports it to all pages of the demo.

import { FetchEventSource } from './dist/index.js'

const STATES = ['CONNECTING', 'OPEN', 'CLOSED']

/** Milliseconds for which `stall` blocks the thread. */
const STALL = 10_000

/**
 * Opens the channel of a run; returns a function that posts. An open channel would keep a page out of the back/forward cache, or
 * have it thrown out.
 */
export function openChannel(run, onMessage) {
  let channel
  const open = () => {
    channel = new BroadcastChannel(`shared ${run}`)
    channel.onmessage = ({ data }) => onMessage(data)
  }
  open()
  if (globalThis.document) {
    addEventListener('pagehide', () => channel.close())
    addEventListener('pageshow', ({ persisted }) => persisted && open())
  }
  return (message) => channel.postMessage(message)
}

/** Opens the stream of a run. `name` is for people. */
export function join({ run, from, id, name }) {
  const post = openChannel(run, ({ to, order }) => {
    if (Object.hasOwn(orders, order) && (!to || to === id)) orders[order]()
  })
  const counters = { received: 0, lost: 0, duplicates: 0 }
  let last
  const report = (more) => {
    post({ id, name, state: STATES[source.readyState], ...counters, ...more })
  }

  const query = new URLSearchParams({ scenario: 'steady', run, from, source: 'shared' })
  const source = new FetchEventSource(`stream?${query}`, {
    share: 'demo',
    // Called in the context that leads, before each of its requests.
    headers() {
      report({ leads: true })
      return {}
    },
  })
  source.onopen = source.onerror = () => report()
  source.onmessage = ({ lastEventId }) => {
    const n = Number(lastEventId)
    counters.received++
    if (n <= last) counters.duplicates++
    else if (last !== undefined) counters.lost += n - last - 1
    last = n
    report()
  }

  const orders = {
    close() {
      source.close()
      report({ isOver: true })
    },
    stall() {
      const end = performance.now() + STALL
      while (performance.now() < end);
    },
    report: () => report(),
  }

  /** Does the same as an order of another page. */
  return (order) => orders[order]()
}

// As a worker.
if (!globalThis.document) join(Object.fromEntries(new URLSearchParams(globalThis.location.search)))

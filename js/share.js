// Shares one connection among all pages and workers of the origin: does what js/share/member.js decides, with a Web Lock and a
// BroadcastChannel. It imports nothing of the core, so that every build can load it.

import { newMember } from './share/member.js'

/** Another version of what is posted needs another number. */
const PREFIX = 'eventsource-wasm/1'

/** How long the lock is kept after a final failure: until the others have failed with it. */
const FINAL_MS = 1_000

/** What fails in this page alone. */
const LOCAL_REASONS = ['stopped', 'internal']

const PAGE_EVENTS = ['pagehide', 'pageshow', 'freeze', 'resume', 'visibilitychange']

const cloneable = (value) => {
  try {
    return structuredClone(value)
  } catch {
    return `${value}`
  }
}

/** As `newConnection` of js/receive.js, but of a connection that is shared under the name `init.share`. */
export const share = (newConnection) => (delegate, url, init) => {
  const { BroadcastChannel, document, navigator } = globalThis
  const locks = navigator && navigator.locks
  if (!BroadcastChannel || !locks) return newConnection(delegate, url, init)

  const name = [PREFIX, init.share, init.withCredentials, url].join(' ')
  const member = newMember(Math.random(), init.initial)
  let channel
  let connection
  let timer
  /** The lock that is requested or held. */
  let lock
  let isAway = true
  let isFrozen = false
  let isFinal = false
  let isRunning = false
  /** Whether the delegate wants nothing until `resume`, and what waits for that. */
  let isPaused = false
  let deliveries = []

  const flush = () => {
    while (deliveries.length && !isPaused) {
      const [method, ...args] = deliveries.shift()
      if (delegate[method](...args)) isPaused = true
    }
  }

  /** Without locks or a channel, as in an opaque origin, the connection is not shared. */
  const connectAlone = () => {
    member.close()
    run()
    stopWatching()
    connection = newConnection(delegate, url, init)
    connection.open()
  }

  const request = (options) => {
    const own = (lock = {})
    const hold = () =>
      new Promise((resolve) => {
        if (lock !== own) return resolve()
        own.release = resolve
        locks.query().then(({ pending }) => {
          if (lock !== own) return
          member.handleLock(pending.filter((other) => other.name === name).length)
          run()
        })
      })
    locks.request(name, options(own), hold).catch((error) => {
      if (lock !== own) return
      if (error.name !== 'AbortError') return connectAlone()
      member.handleLockLost()
      run()
    })
  }

  const release = () => {
    const { abort, release } = lock || {}
    lock = undefined
    if (abort) abort.abort()
    if (release && isFinal) setTimeout(release, FINAL_MS)
    else if (release) release()
  }

  /** What the connection calls. */
  const relay = {
    open: (context) => handle('open', [context], [{ responseUrl: context.responseUrl }]),
    events(utf8, reconnectionTime) {
      const batch = utf8.slice()
      handle('events', [batch], [batch], reconnectionTime)
      return isPaused
    },
    error(reason, message, delay, context) {
      if (LOCAL_REASONS.includes(reason)) return delegate.error(reason, message, delay, context)
      isFinal = delay < 0
      const { status, cause } = context
      const shared = [reason, message, delay, { status, cause: cloneable(cause) }]
      handle('error', [reason, message, delay, context], shared)
    },
    pause: () => handle('pause', [], []),
    gone: () => delegate.gone(),
  }

  const handle = (...args) => {
    member.handleConnection(...args)
    run()
  }

  const perform = {
    join() {
      channel = new BroadcastChannel(name)
      channel.onmessage = ({ data }) => {
        member.handleMessage(data)
        run()
      }
    },
    leave() {
      if (channel) channel.close()
    },
    post: (message) => channel.postMessage(message),
    request: () =>
      request((own) => {
        own.abort = new AbortController()
        return { signal: own.abort.signal }
      }),
    steal() {
      release()
      request(() => ({ steal: true }))
    },
    release,
    connect(lastEventId, initial) {
      connection = newConnection(relay, url, { ...init, lastEventId, initial })
      connection.open()
    },
    disconnect() {
      if (connection) connection.close()
      connection = undefined
    },
    reconnect: () => connection.reconnect(),
    deliver(...delivery) {
      deliveries.push(delivery)
      flush()
    },
    wait(ms) {
      clearTimeout(timer)
      if (!ms) return
      timer = setTimeout(() => {
        member.handleTimeout()
        run()
      }, ms)
    },
  }

  /** Does what the member says; a listener that is called may make it say more. */
  const run = () => {
    if (isRunning) return
    isRunning = true
    try {
      for (let action; (action = member.poll());) {
        const [what, ...args] = action
        perform[what](...args)
      }
    } finally {
      isRunning = false
    }
  }

  /** Takes part while the page is not frozen, in the back/forward cache, or hidden if that pauses it. */
  const look = () => {
    const wasAway = isAway
    isAway = isFrozen || !!(init.pauseWhenHidden && document && document.hidden)
    if (isAway === wasAway) return
    if (isAway) member.suspend()
    else member.resume()
    run()
  }

  const handlePage = ({ type, isTrusted, persisted }) => {
    if (!isTrusted && type !== 'visibilitychange') return
    if (type === 'pagehide' && !persisted) return delegate.gone()
    if (type !== 'visibilitychange') isFrozen = type === 'pagehide' || type === 'freeze'
    look()
  }

  const stopWatching = () => {
    if (document) for (const type of PAGE_EVENTS) removeEventListener(type, handlePage, true)
  }

  return {
    open() {
      if (document) for (const type of PAGE_EVENTS) addEventListener(type, handlePage, true)
      look()
    },
    resume() {
      isPaused = false
      flush()
      if (!isPaused && connection) connection.resume()
    },
    reset() {
      deliveries = deliveries.filter(([method]) => method !== 'events')
    },
    stop() {
      if (connection) connection.stop()
    },
    reconnect() {
      member.reconnect()
      run()
    },
    close() {
      stopWatching()
      deliveries = []
      member.close()
      run()
    },
  }
}

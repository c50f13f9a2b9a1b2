// Shares one connection among all pages and workers of the origin: does what js/share/member.js decides, with a Web Lock and a
// BroadcastChannel. Whatever it needs of the core is passed to it, so that every build can load it.

import { CLOSE, PULL, RECONNECT, RESET, START, STOP, UNLOADED } from '../src/browser/context.js'
import { newMember } from './share/member.js'

/** A version whose messages others would misread needs another number. */
const PREFIX = 'eventsource-wasm/1'

/** How long the lock is kept after a final failure: until the others have failed with it. */
const FINAL_FAILURE_LOCK_MS = 1_000

/** Reasons of failures that concern this object alone. */
const LOCAL_REASONS = ['stopped', 'internal']

const cloneable = (value) => {
  try {
    return structuredClone(value)
  } catch {
    return `${value}`
  }
}

/** What js/failure.js reads of a context, without what cannot be posted. */
const serializableContext = ({ status, cause, attempt, hasBeenOpen, violation, sent = {} }) => ({
  status,
  cause: cloneable(cause),
  attempt,
  hasBeenOpen,
  violation,
  sent: { url: sent.url, sendsId: sent.sendsId },
})

/**
 * Takes the place of the core for the delegate and the context of an event source. The leader's connection has a context of its
 * own; `newConnection` is that of js/connection.js.
 */
export const connect = (core, delegate, context, newConnection) => {
  const { BroadcastChannel, navigator } = globalThis
  const locks = navigator && navigator.locks
  // Members of other users would receive what is for one.
  if (!locks || !BroadcastChannel || context.authorization) return core.connect(delegate, context)

  const { originalURL, share, withCredentials } = context
  const name = [PREFIX, share, withCredentials, originalURL].join(' ')
  // What belongs to the context of the object alone.
  const own = { share: undefined, signal: undefined, listener: undefined, observer: undefined }
  const options = { ...context, ...own }
  const member = newMember(Math.random(), context.initial)
  let channel
  /** The lock that is requested or held. */
  let lock
  let timer
  /** The shared connection and its context, in the leader. */
  let connection
  let connectionContext
  let isAway = true
  let isFinal = false
  let isRunning = false
  /** What waits until the delegate is ready. */
  let deliveries = []
  let hasBackpressure = false

  const flush = () => {
    while (deliveries.length && !hasBackpressure) {
      const [method, ...args] = deliveries.shift()
      if (delegate[method](...args)) hasBackpressure = true
    }
  }

  /** Tells the member what happened, and does what it decides; a listener that is called may cause more. */
  const tell = (what, ...args) => {
    member[what](...args)
    if (isRunning) return
    isRunning = true
    try {
      for (let action; (action = member.poll());) {
        const [name, ...args] = action
        actions[name](...args)
      }
    } finally {
      isRunning = false
    }
  }

  /** Where locks or channels are refused, as in an opaque origin, the connection is not shared. */
  const connectAlone = () => {
    tell('close')
    core.connect(delegate, context)
    context.notify(START)
  }

  const requestLock = (options, abort) => {
    const requested = (lock = { abort })
    const hold = () =>
      new Promise((resolve) => {
        requested.release = resolve
        if (lock !== requested) return resolve()
        locks.query().then(({ pending }) => {
          const others = pending.filter((request) => request.name === name)
          if (lock === requested) tell('handleLock', others.length)
        })
      })
    locks.request(name, options, hold).catch((error) => {
      if (lock !== requested) return
      if (error.name === 'AbortError') tell('handleLockLost')
      else connectAlone()
    })
  }

  /** The delegate of the leader's connection. */
  const relay = {
    open(context) {
      tell('handleConnection', 'open', [context], [{ responseURL: context.responseURL }])
    },
    events(utf8, reconnectionTime) {
      // A view of the core's memory, which would be posted whole.
      const batch = utf8.slice()
      tell('handleConnection', 'events', [batch], [batch], reconnectionTime)
      return hasBackpressure
    },
    error(...args) {
      const [reason, message, note, delay, failed] = args
      if (LOCAL_REASONS.includes(reason)) return delegate.error(...args)
      isFinal = delay < 0
      const shared = [reason, message, note, delay, serializableContext(failed)]
      // The delegate that dispatches the event discards the response.
      context.rejected = failed.rejected
      failed.rejected = undefined
      tell('handleConnection', 'error', args, shared)
    },
    connecting() {
      tell('handleConnection', 'connecting', [], [])
    },
    // The other context is notified too.
    unloaded() {},
  }

  const actions = {
    join() {
      try {
        channel = new BroadcastChannel(name)
      } catch {
        return connectAlone()
      }
      channel.onmessage = ({ data }) => tell('handleMessage', data)
    },
    leave() {
      if (channel) channel.close()
    },
    post: (message) => channel.postMessage(message),
    request() {
      const abort = new AbortController()
      requestLock({ signal: abort.signal }, abort)
    },
    steal() {
      actions.release()
      requestLock({ steal: true })
    },
    release() {
      const { abort, release } = lock || {}
      lock = undefined
      if (abort) abort.abort()
      // A page that is about to be suspended has no time left for timers.
      if (release && isFinal) setTimeout(release, FINAL_FAILURE_LOCK_MS)
      else if (release) release()
    },
    connect(lastEventId, initial) {
      connectionContext = new context.constructor({ ...options, lastEventId, initial }, originalURL)
      connectionContext.start()
      connection = newConnection(core, relay, connectionContext)
      connection.start()
    },
    disconnect() {
      if (!connectionContext) return
      connection.close()
      connectionContext.release()
      connectionContext = undefined
    },
    reconnect() {
      connectionContext.notify(RECONNECT)
    },
    deliver(...delivery) {
      deliveries.push(delivery)
      flush()
    },
    wait(ms) {
      clearTimeout(timer)
      if (ms) timer = setTimeout(() => tell('handleTimeout'), ms)
    },
  }

  /** Takes part unless the page is frozen, in the back/forward cache, or hidden if that pauses it. */
  const checkPageState = () => {
    const wasAway = isAway
    isAway = context.isPaused()
    if (isAway !== wasAway) tell(isAway ? 'suspend' : 'resume')
  }

  const notifications = {
    [UNLOADED]: () => delegate.unloaded(),
    [PULL]() {
      hasBackpressure = false
      flush()
      if (!hasBackpressure && connectionContext) connectionContext.notify(PULL)
    },
    [RESET]() {
      deliveries = deliveries.filter(([method]) => method !== 'events')
    },
    [STOP]() {
      if (connectionContext) connectionContext.notify(STOP)
    },
    [RECONNECT]: () => tell('reconnect'),
    [CLOSE]() {
      deliveries = []
      tell('close')
    },
  }

  context.notify = (what) => (notifications[what] || checkPageState)()
  for (const [what] of context.queue.splice(0)) context.notify(what)
}

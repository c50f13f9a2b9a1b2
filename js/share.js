// Shares one connection among all pages and workers of the origin: does what js/share/member.js decides, with a Web Lock and a
// BroadcastChannel. Whatever it needs of the core is passed to it, so that every build can load it.

import { CLOSE, RECONNECT, RESET, RESUME, START, STOP, UNLOADED } from '../src/browser/context.js'
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
  const options = { ...context, share: undefined, listener: undefined, observer: undefined }
  const member = newMember(Math.random(), context.initial)
  let channel
  /** The lock that is requested or held. */
  let lock
  let timer
  /** The leader's connection, and its context. */
  let connection
  let own
  let isAway = true
  let isFinal = false
  let isRunning = false
  /** What waits until the delegate is ready. */
  let deliveries = []
  let isPaused = false

  const flush = () => {
    while (deliveries.length && !isPaused) {
      const [method, ...args] = deliveries.shift()
      if (delegate[method](...args)) isPaused = true
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
    const own = (lock = { abort })
    const hold = () =>
      new Promise((resolve) => {
        own.release = resolve
        if (lock !== own) return resolve()
        locks.query().then(({ pending }) => {
          const others = pending.filter((request) => request.name === name)
          if (lock === own) tell('handleLock', others.length)
        })
      })
    locks.request(name, options, hold).catch((error) => {
      if (lock !== own) return
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
      return isPaused
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
    pause() {
      tell('handleConnection', 'pause', [], [])
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
      own = new context.constructor({ ...options, lastEventId, initial }, originalURL)
      own.start()
      connection = newConnection(core, relay, own)
      connection.start()
    },
    disconnect() {
      if (!own) return
      connection.close()
      own.release()
      own = undefined
    },
    reconnect() {
      own.notify(RECONNECT)
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
    [RESUME]() {
      isPaused = false
      flush()
      if (!isPaused && own) own.notify(RESUME)
    },
    [RESET]() {
      deliveries = deliveries.filter(([method]) => method !== 'events')
    },
    [STOP]() {
      if (own) own.notify(STOP)
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

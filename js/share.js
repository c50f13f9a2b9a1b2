// Shares one connection among all pages and workers of the origin: does what js/share/member.js decides, with a Web Lock and a
// BroadcastChannel. It is given whatever it needs of the core, so that every build can load it.

import {
  CLOSE,
  OPEN,
  RECONNECT,
  RESET,
  RESUME,
  RESUMED,
  STOP,
  SUSPENDED,
  UNLOADED,
  VISIBILITY_CHANGE,
} from '../src/browser/context.js'
import { Member } from './share/member.js'

/** A version whose messages others would misread needs another number. */
const PREFIX = 'eventsource-wasm/1'

/** How long the lock is kept after a final failure: until the others have failed with it. */
const FINAL_MS = 1_000

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
const sharedContext = ({ status, cause, attempt, hasBeenOpen, violation, sent = {} }) => ({
  status,
  cause: cloneable(cause),
  attempt,
  hasBeenOpen,
  violation,
  sent: { url: sent.url, sendsId: sent.sendsId },
})

/** Takes the place of the core for the delegate and the context of an event source; the leader's connection has its own. */
export const connect = (delegate, context, newConnection) => {
  const { BroadcastChannel, navigator } = globalThis
  const locks = navigator && navigator.locks
  // Members of other users would receive what is for one.
  if (!locks || !BroadcastChannel || context.authorization) return newConnection(delegate, context)

  const { originalURL: url } = context
  const name = [PREFIX, context.share, context.withCredentials, url].join(' ')
  const options = { ...context, share: undefined, listener: undefined, observer: undefined }
  const member = new Member(Math.random(), context.initial)
  let channel
  /** The lock that is requested or held. */
  let lock
  let timer
  let connection
  let ownContext
  let isAway = true
  let isFinal = false
  let isRunning = false
  /** What waits until the delegate is ready. */
  let deliveries = []
  let isPaused = false

  /** Does what the member decides; a listener that is called may cause more. */
  const run = () => {
    if (isRunning) return
    isRunning = true
    try {
      for (let action; (action = member.poll());) {
        const [what, ...args] = action
        actions[what](...args)
      }
    } finally {
      isRunning = false
    }
  }

  const flush = () => {
    while (deliveries.length && !isPaused) {
      const [method, ...args] = deliveries.shift()
      if (delegate[method](...args)) isPaused = true
    }
  }

  /** Where locks or channels are refused, as in an opaque origin, the connection is not shared. */
  const connectAlone = () => {
    member.close()
    run()
    newConnection(delegate, context).open()
  }

  const requestLock = (options, abort) => {
    const own = (lock = { abort })
    const hold = () =>
      new Promise((resolve) => {
        own.release = resolve
        if (lock !== own) return resolve()
        locks.query().then(({ pending }) => {
          if (lock !== own) return
          member.handleLock(pending.filter((request) => request.name === name).length)
          run()
        })
      })
    locks.request(name, options, hold).catch(({ name }) => {
      if (lock !== own) return
      if (name !== 'AbortError') return connectAlone()
      member.handleLockLost()
      run()
    })
  }

  const handle = (...args) => {
    member.handleConnection(...args)
    run()
  }

  /** The delegate of the leader's connection. */
  const relay = {
    open: (context) => handle('open', [context], [{ responseURL: context.responseURL }]),
    events(utf8, reconnectionTime) {
      // A view of the core's memory, which would be posted whole.
      const batch = utf8.slice()
      handle('events', [batch], [batch], reconnectionTime)
      return isPaused
    },
    error(...args) {
      const [reason, message, note, delay, context] = args
      if (LOCAL_REASONS.includes(reason)) return delegate.error(...args)
      isFinal = delay < 0
      handle('error', args, [reason, message, note, delay, sharedContext(context)])
      context.discardRejectedLater()
    },
    pause: () => handle('pause', [], []),
    unloaded: () => delegate.unloaded(),
  }

  const actions = {
    join() {
      try {
        channel = new BroadcastChannel(name)
      } catch {
        return connectAlone()
      }
      channel.onmessage = ({ data }) => {
        member.handleMessage(data)
        run()
      }
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
      if (release && isFinal) setTimeout(release, FINAL_MS)
      else if (release) release()
    },
    connect(lastEventId, initial) {
      ownContext = new context.constructor({ ...options, lastEventId, initial }, url)
      ownContext.start()
      connection = newConnection(relay, ownContext)
      connection.open()
    },
    disconnect() {
      if (!connection) return
      connection.close()
      ownContext.release()
      ownContext.discardRejectedLater()
      connection = ownContext = undefined
    },
    reconnect: () => ownContext.notify(RECONNECT),
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

  /** Takes part unless the page is frozen, in the back/forward cache, or hidden if that pauses it. */
  const look = () => {
    const wasAway = isAway
    isAway = context.isPaused()
    if (isAway && !wasAway) member.suspend()
    if (!isAway && wasAway) member.resume()
    run()
  }

  const notifications = {
    [OPEN]: look,
    [VISIBILITY_CHANGE]: look,
    [SUSPENDED]: look,
    [RESUMED]: look,
    [UNLOADED]: () => delegate.unloaded(),
    [RESUME]() {
      isPaused = false
      flush()
      if (!isPaused && connection) connection.resume()
    },
    [RESET]() {
      deliveries = deliveries.filter(([method]) => method !== 'events')
    },
    [STOP]() {
      if (ownContext) ownContext.notify(STOP)
    },
    [RECONNECT]() {
      member.reconnect()
      run()
    },
    [CLOSE]() {
      deliveries = []
      member.close()
      run()
    },
  }

  context.attach(
    (what) => {
      if (notifications[what]) notifications[what]()
    },
    () => false,
  )
}

// The object of the standard, § 9.2.2. What it does is done by the core.

import { checkedInit, givenOptions, isObject } from './options.js'
import { loadFailure, start } from './load.js'
import { CLOSED, CONNECTING, OPEN } from './ready_state.js'
import { parseURL } from './url.js'

// Like a browser, we do not call what a subclass has in their place.
const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype

/** What only an event source and its connection may see. */
const states = new WeakMap()

/** The states of all that are not closed. */
export const live = new Set()

const stateOf = (source) => {
  const state = states.get(source)
  if (!state) throw new TypeError('Illegal invocation')
  return state
}

/** Makes an event source of this object, and begins to connect. */
const begin = (source, url, init) => {
  const { signal, reader } = init
  let connection
  let isStopped

  /** Lets go of everything that a closed event source has no use for. */
  const close = () => {
    const closing = connection
    connection = undefined
    live.delete(state)
    state.readyState = CLOSED
    if (closing) closing.close()
    else if (reader) reader.cancel().catch(() => {})
    if (signal) signal.removeEventListener('abort', close)
  }

  const state = {
    // Two members say what the options said: withCredentials, and lastEventId at first.
    ...init,
    url,
    init,
    readyState: CONNECTING,
    reconnectionTime: init.initial,
    close,

    reset() {
      if (connection) connection.reset()
    },

    /** The page has stopped loading. */
    stop() {
      isStopped = true
      if (connection) connection.stop()
    },

    fail(about) {
      if (about.willReconnect) state.readyState = CONNECTING
      else close()
      dispatchEvent.call(source, Object.assign(new Event('error'), about))
    },
  }

  states.set(source, state)
  if (signal) {
    if (signal.aborted) return close()
    signal.addEventListener('abort', close)
  }
  live.add(state)
  start()
    .then(({ connect }) => {
      if (state.readyState === CLOSED) return
      connection = connect(source, state)
      if (isStopped) connection.stop()
      else connection.open()
    })
    .catch((cause) => {
      if (state.readyState !== CLOSED) state.fail(loadFailure(cause))
    })
}

// The build shortens the name of a class, but not that of a property, which a class without a name takes.
export const { EventSource } = {
  EventSource: class extends EventTarget {
    constructor(url, init = {}) {
      if (!arguments.length) throw new TypeError("EventSource: 'url' is missing")
      url = `${url}`
      init = checkedInit(givenOptions(init))
      super()
      begin(this, parseURL(url), init)
    }

    static fromReadableStream(stream) {
      const init = checkedInit({})
      // Throws if the stream is none, or is locked.
      init.reader = ReadableStream.prototype.getReader.call(stream)
      const source = Reflect.construct(EventTarget, [], EventSource)
      begin(source, 'about:event-stream', init)
      return source
    }
  },
}

/** Whether the engine calls whatever property has an event's name, so that no listener has to: workerd does. */
let callsHandlers
const findOut = () => {
  const probe = new EventTarget()
  callsHandlers = false
  probe.onopen = () => (callsHandlers = true)
  probe.dispatchEvent(new Event('open'))
}

const { prototype } = EventSource

/** Adds members that are enumerable, as an interface's are, unlike a class's. */
const expose = (object, members) =>
  Object.defineProperties(object, Object.getOwnPropertyDescriptors(members))

const constants = Object.freeze({ CONNECTING, OPEN, CLOSED })
expose(prototype, constants)
expose(EventSource, constants)

expose(prototype, {
  close() {
    stateOf(this).close()
  },
  reset() {
    stateOf(this).reset()
  },
})

for (const name of ['url', 'withCredentials', 'readyState', 'lastEventId', 'reconnectionTime']) {
  expose(prototype, {
    get [name]() {
      return stateOf(this)[name]
    },
  })
}

for (const type of ['open', 'message', 'error']) {
  const name = `on${type}`

  /** The listener behind the event handler attribute: one that keeps its place when the handler is replaced. */
  function handle(event) {
    if (callsHandlers === undefined) findOut()
    // workerd gives it no `this` either.
    if (callsHandlers) return
    const handler = stateOf(this)[name]
    if (typeof handler !== 'function') return
    if (handler.call(this, event) === false) event.preventDefault()
  }

  expose(prototype, {
    get [name]() {
      return stateOf(this)[name] || null
    },
    set [name](value) {
      stateOf(this)[name] = isObject(value) ? value : null
      const change = isObject(value) ? addEventListener : removeEventListener
      change.call(this, type, handle)
    },
  })
}

Object.defineProperty(prototype, Symbol.toStringTag, { value: 'EventSource', configurable: true })

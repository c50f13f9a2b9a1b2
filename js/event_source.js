// The interface: https://html.spec.whatwg.org/#the-eventsource-interface. Its algorithms are in the core.

import { Context, RECONNECT, RESET, STOP } from '../src/browser/context.js'
import { parseURL } from '../src/browser/request.js'
import { startFailure, withEngine } from './load.js'
import { checkedInit, givenOptions, isObject } from './options.js'
import { CLOSED, CONNECTING, OPEN } from './ready_state.js'

// As in a browser, overrides of a subclass are ignored.
const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype

/** The internal state of each event source. */
const states = new WeakMap()

/** The states of all event sources that are not closed. */
export const openStates = new Set()

const stateOf = (source) => {
  const state = states.get(source)
  if (!state) throw new TypeError('Illegal invocation')
  return state
}

/** Makes an event source of this object, and starts to connect. */
const initialize = (source, url, init) => {
  const { signal } = init
  const context = new Context(init, url)
  let connection

  /** Closes the connection and releases its resources. */
  const close = () => {
    const closing = connection
    connection = undefined
    openStates.delete(state)
    state.readyState = CLOSED
    state.discard()
    if (closing) closing.close()
    else context.abort()
    context.release()
  }

  const state = {
    // Two properties have the value of an option: withCredentials, and lastEventId at first.
    ...init,
    url,
    context,
    readyState: CONNECTING,
    reconnectionTime: init.initial,
    close,

    /** Discards the events that have arrived and were not dispatched; the connection replaces it. */
    discard() {},

    reset() {
      state.discard()
      context.dispatchedId = state.lastEventId
      context.notify(RESET)
    },

    reconnect() {
      if (connection) context.notify(RECONNECT)
      else if (!context.reader && state.readyState !== CLOSED) context.restart()
    },

    /** `window.stop()` was called. */
    stop() {
      if (connection) context.notify(STOP)
      else state.fail(startFailure('stopped', 'the page stopped loading'))
    },

    /** The core could not be loaded. */
    fail(details) {
      if (!details.willReconnect) close()
      dispatchEvent.call(source, Object.assign(new Event('error'), details))
    },
  }

  states.set(source, state)
  if (signal) {
    context.onAbort = close
    if (signal.aborted) return close()
    signal.addEventListener('abort', close)
  }
  openStates.add(state)
  context.start()
  withEngine(init, state, ({ connect }) => {
    connection = connect(source, state)
    connection.start()
  })
}

// The build shortens the name of a class, but not that of a property, which a class without a name takes.
export const { EventSource } = {
  EventSource: class extends EventTarget {
    constructor(url, init = null) {
      if (!arguments.length) throw new TypeError("EventSource: 'url' is missing")
      url = `${url}`
      init = checkedInit(givenOptions(init))
      super()
      initialize(this, parseURL(url), init)
    }

    static fromReadableStream(stream) {
      const init = checkedInit({ __proto__: null })
      // Throws if the argument is no stream, or is locked.
      init.reader = ReadableStream.prototype.getReader.call(stream)
      const source = Reflect.construct(EventTarget, [], EventSource)
      initialize(source, 'about:event-stream', init)
      return source
    }
  },
}

/** Whether the engine calls a property that has the name of an event handler, so that no listener has to: workerd does. */
let engineCallsHandlers
const detectHandlerCalls = () => {
  const probe = new EventTarget()
  engineCallsHandlers = false
  probe.onopen = () => (engineCallsHandlers = true)
  probe.dispatchEvent(new Event('open'))
}

const { prototype } = EventSource

/** Adds members that are enumerable, as an interface's are, unlike a class's. */
const defineMembers = (object, members) =>
  Object.defineProperties(object, Object.getOwnPropertyDescriptors(members))

/** Adds the constants of the interface. */
export const defineConstants = (object) =>
  defineMembers(object, Object.freeze({ CONNECTING, OPEN, CLOSED }))

defineConstants(prototype)
defineConstants(EventSource)

defineMembers(prototype, {
  close() {
    stateOf(this).close()
  },
  reset() {
    stateOf(this).reset()
  },
  reconnect() {
    stateOf(this).reconnect()
  },
})

for (const name of ['url', 'withCredentials', 'readyState', 'lastEventId', 'reconnectionTime']) {
  defineMembers(prototype, {
    get [name]() {
      return stateOf(this)[name]
    },
  })
}

for (const type of ['open', 'message', 'error']) {
  const name = `on${type}`

  /** The listener behind the event handler attribute: it keeps its place when the handler is replaced. */
  function callHandler(event) {
    if (engineCallsHandlers === undefined) detectHandlerCalls()
    // workerd passes no `this` either.
    if (engineCallsHandlers) return
    const handler = stateOf(this)[name]
    if (typeof handler !== 'function') return
    if (handler.call(this, event) === false) event.preventDefault()
  }

  defineMembers(prototype, {
    get [name]() {
      return stateOf(this)[name] || null
    },
    set [name](value) {
      stateOf(this)[name] = isObject(value) ? value : null
      const change = isObject(value) ? addEventListener : removeEventListener
      change.call(this, type, callHandler)
    },
  })
}

Object.defineProperty(prototype, Symbol.toStringTag, { value: 'EventSource', configurable: true })
if (Symbol.dispose) {
  Object.defineProperty(prototype, Symbol.dispose, { value: prototype.close, configurable: true })
}

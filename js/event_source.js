// The object of the standard, § 9.2.2. What it does is done by the core.

import { checkedInit, isObject } from './options.js'
import { loadFailure, start } from './load.js'
import { parseURL } from './url.js'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 2

/** What only an event source and its connection may see. */
const states = new WeakMap()

/** The states of all that are not closed. */
const live = new Set()

const stateOf = (source) => {
  const state = states.get(source)
  if (!state) throw new TypeError('Illegal invocation')
  return state
}

/** Lets go of everything that a closed event source has no use for. */
const close = (state) => {
  const { connection, init, abort } = state
  live.delete(state)
  state.readyState = CLOSED
  if (connection) {
    state.connection = undefined
    connection.close()
  } else if (init.reader) {
    init.reader.cancel().catch(() => {})
  }
  if (abort) init.signal.removeEventListener('abort', abort)
}

const fail = (source, state, about) => {
  if (about.willReconnect) state.readyState = CONNECTING
  else close(state)
  source.dispatchEvent(Object.assign(new Event('error'), about))
}

/** Makes an event source of this object, and begins to connect. */
const begin = (source, url, init) => {
  const state = {
    url,
    init,
    readyState: CONNECTING,
    lastEventId: init.lastEventId,
    reconnectionTime: init.initial,
    handlers: {},
    connection: undefined,
    abort: undefined,
    fail: (about) => fail(source, state, about),
  }
  states.set(source, state)
  live.add(state)

  const { signal } = init
  if (signal) {
    if (signal.aborted) return close(state)
    signal.addEventListener('abort', (state.abort = () => close(state)))
  }
  start().then(
    ({ connect }) => {
      if (state.readyState === CLOSED) return
      state.connection = connect(source, state)
      if (state.isStopped) state.connection.stop()
      else state.connection.open()
    },
    (cause) => {
      if (state.readyState !== CLOSED) state.fail(loadFailure(cause))
    },
  )
}

export class EventSource extends EventTarget {
  constructor(url, init = {}) {
    if (!arguments.length) throw new TypeError("EventSource: 'url' is missing")
    url = `${url}`
    init = checkedInit(init)
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
}

/** Fails all connections: the page has stopped loading. */
export const stopAll = () => {
  for (const state of live) {
    state.isStopped = true
    if (state.connection) state.connection.stop()
  }
}

/** workerd calls whatever property has an event's name, so that no listener has to do it. */
let callsHandlers = false
const probe = new EventTarget()
probe.onprobe = () => (callsHandlers = true)
probe.dispatchEvent(new Event('probe'))

/** The listener behind every event handler attribute: one that keeps its place when the handler is replaced. */
function handle(event) {
  const handler = stateOf(this).handlers[event.type]
  if (typeof handler !== 'function' || callsHandlers) return
  if (handler.call(this, event) === false) event.preventDefault()
}

const getHandler = (source, type) => stateOf(source).handlers[type] || null

const setHandler = (source, type, value) => {
  const { handlers } = stateOf(source)
  const handler = isObject(value) ? value : null
  if (!handlers[type] && handler) source.addEventListener(type, handle)
  if (handlers[type] && !handler) source.removeEventListener(type, handle)
  handlers[type] = handler
}

// Unlike a class's members, an interface's are enumerable.
const members = {
  get url() {
    return stateOf(this).url
  },
  get withCredentials() {
    return stateOf(this).init.withCredentials
  },
  get readyState() {
    return stateOf(this).readyState
  },
  get lastEventId() {
    return stateOf(this).lastEventId
  },
  get reconnectionTime() {
    return stateOf(this).reconnectionTime
  },
  close() {
    close(stateOf(this))
  },
  reset() {
    const state = stateOf(this)
    if (state.connection) state.connection.reset()
  },
}
for (const type of ['open', 'message', 'error']) {
  const name = `on${type}`
  const attribute = {
    get [name]() {
      return getHandler(this, type)
    },
    set [name](value) {
      setHandler(this, type, value)
    },
  }
  Object.defineProperty(members, name, Object.getOwnPropertyDescriptor(attribute, name))
}
// The build makes the class's own name a short one.
Object.defineProperty(EventSource, 'name', { value: 'EventSource', configurable: true })
const constants = { CONNECTING, OPEN, CLOSED }
for (const name in constants) {
  const constant = { value: constants[name], enumerable: true }
  Object.defineProperty(EventSource, name, constant)
  Object.defineProperty(EventSource.prototype, name, constant)
}
Object.defineProperties(EventSource.prototype, Object.getOwnPropertyDescriptors(members))
Object.defineProperty(EventSource.prototype, Symbol.toStringTag, {
  value: 'EventSource',
  configurable: true,
})

// The object of the standard, § 9.2.2. What it does is done by the core.

import { checkedInit, isObject } from './options.js'
import { start } from './load.js'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 2

/** What only an event source and its connection may see. */
const states = new WeakMap()

const stateOf = (source) => {
  const state = states.get(source)
  if (!state) throw new TypeError('Illegal invocation')
  return state
}

/** Parses a URL as the document or the worker does it. */
const parseURL = (url) => {
  const { document, location } = globalThis
  let parsed
  try {
    parsed = new URL(url, document ? document.baseURI : location && location.href)
  } catch {
    parsed = { host: '%' }
  }
  // Chromium lets a space into the host, as %20.
  if (parsed.host.includes('%')) {
    throw new DOMException(`EventSource: '${url}' is not a valid URL`, 'SyntaxError')
  }
  // A link knows the document's encoding, which counts for the query.
  return document ? Object.assign(document.createElement('a'), { href: url }).href : parsed.href
}

/** Lets go of everything that a closed event source has no use for. */
const close = (state) => {
  const { connection, init, abort } = state
  state.readyState = CLOSED
  state.connection = undefined
  if (connection) connection.close()
  if (abort) init.signal.removeEventListener('abort', abort)
}

const fail = (source, state, about) => {
  if (about.willReconnect) state.readyState = CONNECTING
  else close(state)
  source.dispatchEvent(Object.assign(new Event('error'), about))
}

export class EventSource extends EventTarget {
  constructor(url, init = {}) {
    if (!arguments.length) throw new TypeError("EventSource: 'url' is missing")
    url = `${url}`
    init = checkedInit(init)
    super()
    const state = {
      url: parseURL(url),
      init,
      readyState: CONNECTING,
      lastEventId: init.lastEventId,
      handlers: {},
      connection: undefined,
      abort: undefined,
      fail: (about) => fail(this, state, about),
    }
    states.set(this, state)

    const { signal } = init
    if (signal) {
      if (signal.aborted) return close(state)
      signal.addEventListener('abort', (state.abort = () => close(state)))
    }
    start().then(
      (connect) => {
        if (state.readyState === CLOSED) return
        state.connection = connect(this, state)
        state.connection.open()
      },
      (cause) => {
        if (state.readyState === CLOSED) return
        const message = `the WebAssembly module could not be loaded (${cause}); the connection is closed`
        state.fail({ reason: 'load', message, cause, willReconnect: false })
      },
    )
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
  if (typeof handler === 'function' && !callsHandlers) handler.call(this, event)
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
  close() {
    close(stateOf(this))
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

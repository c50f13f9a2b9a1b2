// The context of one connection: the record that JavaScript and the Rust core share, and the requests made with it.
//
// The shim creates it and sends the first request; the core adopts both (`attach`) and requests everything else. wasm-bindgen
// copies this file into Rust applications, and only those files beside it that Rust names too.

import { createRequest, isMembers, newController, pageDocument } from './request.js'

// What `notify` is called with: src/browser/notification.rs has the same numbers.
export const RESPONSE = 0
export const NETWORK_ERROR = 1
export const OPTIONS_ERROR = 2
export const INVALID_REQUEST = 3
export const UNSUPPORTED = 4
export const END = 5
export const ELAPSED = 6
export const DECISION = 7
export const START = 8
export const PULL = 9
export const RESET = 10
export const STOP = 11
export const CLOSE = 12
export const RECONNECT = 13
export const VISIBILITY_CHANGE = 14
export const ONLINE = 15
export const OFFLINE = 16
export const BEFORE_UNLOAD = 17
export const SUSPENDED = 18
export const RESUMED = 19
export const UNLOADED = 20
export const VIOLATION = 21

/** What happens to a page or a worker. A page can be frozen without being unloaded; Chromium then drops its fetches. */
const LIFECYCLE_EVENTS = {
  visibilitychange: VISIBILITY_CHANGE,
  online: ONLINE,
  offline: OFFLINE,
  beforeunload: BEFORE_UNLOAD,
  pagehide: SUSPENDED,
  freeze: SUSPENDED,
  pageshow: RESUMED,
  resume: RESUMED,
  securitypolicyviolation: VIOLATION,
}

const isFunction = (value) => typeof value === 'function'

/** Cancels a body, by its reader or in a response that came late. What has no body is ignored. */
export const cancel = async (source) => {
  try {
    const body = source.body || source
    // A custom `fetch` may return a stream of Node.
    await (body.cancel || body.destroy).call(body)
  } catch {
    // It is of no use any more.
  }
}

/** Returns the reader of a stream, or of an async iterable of chunks, such as a stream of Node; undefined if the body is neither. */
export const readerOf = (body) => {
  if (body.getReader) return body.getReader()
  if (!body[Symbol.asyncIterator]) return undefined
  const iterator = body[Symbol.asyncIterator]()
  return {
    read: async () => iterator.next(),
    // `return()` would wait for the chunk that was requested.
    cancel: () => (body.destroy ? body.destroy() : iterator.return()),
  }
}

/** @typedef {object} Fields what a context holds; who writes each field, and until when it is valid
 *
 * From the options (js/options.js, src/browser/builder.rs), until the connection is closed:
 * @property {HeadersInit | function} [headers]
 * @property {string} [method]
 * @property {BodyInit | function} [body]
 * @property {object | function} [request]
 * @property {function} [fetch]
 * @property {function} [retryOn]
 * @property {boolean} [reconnectOnEnd]
 * @property {boolean} withCredentials
 * @property {string} lastEventId the ID to start from
 * @property {string} [lastEventIdParam]
 * @property {AbortSignal} [signal]
 * @property {ReadableStreamDefaultReader} [reader] of a stream that the page supplied; otherwise `openBody` (response.js) writes it
 *   for each response, until the attempt is aborted
 *
 * From the constructor, until the connection is closed:
 * @property {string} originalURL the URL of the options, without credentials
 * @property {string} [authorization] the credentials of the URL, as a header
 *
 * For the attempts:
 * @property {string} url what the next attempt requests; `makeAttempt` resets it, `accept` (response.js) keeps a redirected one
 * @property {number} startedAt when the first attempt began
 * @property {boolean} [hasBeenOpen] whether a response was accepted; `accept` (response.js) writes it
 * @property {boolean} [hasSentId] whether that was after a request with the header `Last-Event-ID`
 * @property {Promise} [firstAttempt] until the core adopts it
 * @property {AbortController} [controller] of the request in flight, until it is aborted
 * @property {string} [dispatchedId] the last event ID at the last `reset()`; js/event_source.js writes it
 * @property {string} [attemptId] the last event ID of the attempt
 * @property {object} [sent] the last request (`createRequest`), until the next one
 * @property {string} [violation] the directive of the page's policy that blocks it
 *
 * Of the page, until `release`:
 * @property {Array} queue notifications, until the core is attached
 * @property {function} [onAbort] the listener of the option `signal`; the constructor and `events()` write it
 * @property {function} [listener] for the events of the page
 * @property {MutationObserver} [observer] of the document; host.js writes it
 * @property {boolean} [isSuspended] whether the page is frozen or in the back/forward cache
 * @property {function} [crash] what a failure of the core calls; js/connection.js writes it
 *
 * For the events, until the next attempt:
 * @property {number} attempt its number
 * @property {Response} [response] the last response, the rejected one with an `error` event
 * @property {string} [responseURL]
 * @property {number} [status] of a rejected response
 * @property {*} cause what was thrown, or the type of a rejected response
 * @property {object} [failure] the last failure, until the next one; js/failure.js writes it
 *
 * @property {object} [rejected] the rejected response and its controller, until a listener reads it or it is canceled;
 *   `reject` (response.js) writes it
 *
 * Of the body (response.js), until all of it is handled:
 * @property {Uint8Array} [chunk]
 * @property {number} offset
 */
export class Context {
  constructor(options, url) {
    Object.assign(this, options)
    this.attempt = 0
    this.queue = []
    const parsed = new URL(url)
    const { username, password, origin } = parsed
    if (username || password) {
      // `fetch` refuses credentials in a URL. Like all credentials, another origin gets them only on request.
      parsed.username = parsed.password = ''
      url = parsed.href
      if (this.withCredentials || globalThis.origin === origin || !globalThis.origin) {
        const decoded = `${username}:${password}`.replace(/%([0-9a-f]{2})/gi, (encoded, hex) =>
          String.fromCharCode(parseInt(hex, 16)),
        )
        this.authorization = `Basic ${btoa(decoded)}`
      }
    }
    this.url = this.originalURL = url
  }

  /** Passes what happens to the core; until that is attached, keeps it. */
  notify(...notification) {
    this.queue.push(notification)
  }

  /** Starts the first attempt before the core is there. */
  start() {
    this.startedAt = performance.now()
    this.addPageListeners()
    if (!this.reader && !this.share && !this.isPaused())
      this.firstAttempt = this.makeAttempt(1, this.lastEventId)
  }

  /** Makes the first attempt again, before the core is there. */
  restart() {
    this.abort()
    this.start()
  }

  isPaused() {
    return this.isSuspended || (this.pauseWhenHidden && this.isHidden())
  }

  isHidden() {
    const document = pageDocument()
    return !!document && document.hidden
  }

  /** Listens to the global object, where it has events. A listener that is there already is not added twice. */
  addPageListeners() {
    // Some programs add only the first of the pair, which does nothing.
    if (!globalThis.removeEventListener) return
    this.listener = this.listener || ((event) => this.handlePageEvent(event))
    // Some of these do not bubble, and a listener of the page may stop the others. workerd does not support capturing.
    const capture = !!pageDocument()
    for (const type of Object.keys(LIFECYCLE_EVENTS)) {
      addEventListener(type, this.listener, capture)
    }
  }

  handlePageEvent(event) {
    const { type, isTrusted, persisted } = event
    // Untrusted visibilitychange events are accepted: `document.hidden` is read anyway.
    if (!isTrusted && type !== 'visibilitychange') return
    const what = type === 'pagehide' && !persisted ? UNLOADED : LIFECYCLE_EVENTS[type]
    if (what === SUSPENDED || what === RESUMED) this.isSuspended = what === SUSPENDED
    if (this.firstAttempt && this.isPaused()) this.abort()
    this.notify(what, 0, event)
  }

  /** Ends all notifications. Bodies of late responses are canceled. */
  release() {
    const { observer, signal } = this
    if (observer) observer.disconnect()
    if (signal) signal.removeEventListener('abort', this.onAbort)
    if (this.listener) {
      for (const type of Object.keys(LIFECYCLE_EVENTS)) {
        removeEventListener(type, this.listener, !!pageDocument())
      }
    }
    this.notify = (type, generation, late) => cancel(late)
    this.receive = () => false
  }

  /** Resolves to what happened, and its value: the response, or what was thrown. */
  async makeAttempt(attempt, lastEventId) {
    const { url, headers, body, request, failure } = this
    const controller = newController()
    const { signal } = controller
    // A redirected URL counts until an attempt there fails.
    Object.assign(this, {
      attempt,
      attemptId: lastEventId,
      controller,
      url: this.originalURL,
      violation: undefined,
    })
    // A function of the page may refer to the object whose constructor is still running.
    await undefined
    try {
      if (signal.aborted) return [OPTIONS_ERROR]
      // What a function throws rejects a promise that `Promise.all` has, like what another one rejects with.
      const values = [headers, body, request].map(async (option) =>
        isFunction(option) ? option({ url, attempt, lastEventId, failure }) : option,
      )
      const resolved = await Promise.all(values)
      if (signal.aborted) return [OPTIONS_ERROR]
      const [, , members] = resolved
      if (members != null && !isMembers(members)) {
        throw new TypeError("'request' must return a RequestInit")
      }
      this.sent = createRequest(this, url, resolved, lastEventId, controller)
    } catch (cause) {
      return [OPTIONS_ERROR, cause]
    }
    return this.send()
  }

  /** Sends the request; resolves to the same. */
  async send() {
    const { fetch = globalThis.fetch } = this
    const { url, init } = this.sent
    // whatwg-fetch, which React Native has, waits for the end of the response: a stream that never ends would stay silent.
    const isWhole = fetch && fetch.polyfill && globalThis.XMLHttpRequest
    if (!fetch || isWhole) {
      const problem = isWhole
        ? 'this fetch does not stream (see docs/limited-environments.md)'
        : 'there is no fetch'
      return [UNSUPPORTED, new TypeError(problem)]
    }
    try {
      return [RESPONSE, await fetch(url, init)]
    } catch (cause) {
      return [NETWORK_ERROR, cause]
    }
  }

  /** Aborts the request and cancels the body: aborting does not always do both, as with a `fetch` that ignores the signal. */
  abort() {
    if (this.firstAttempt) this.firstAttempt.then(([, late]) => cancel(late))
    if (this.controller) this.controller.abort()
    cancel(this.reader)
    this.firstAttempt = this.controller = this.reader = this.chunk = undefined
  }
}

/** For Rust applications. */
export const createContext = (options, url) => new Context(options, url)

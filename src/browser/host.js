// What the core needs of the host beyond requests (context.js): waiting, probing, and reading the body. Nothing here decides
// anything. `generation` is the number of the attempt that a notification belongs to.

import { DECISION, ELAPSED, END, NETWORK_ERROR, RESPONSE, UNSUPPORTED, cancel } from './context.js'

/** A chunk is handed over in slices of this many bytes, so that the core can check the time after each. */
const SLICE = 1 << 14

export const delay = (context, generation, milliseconds) =>
  setTimeout(() => context.notify(ELAPSED, generation), milliseconds)

/** Yields to the event loop: a task of its own, which no browser throttles as it throttles timers. */
export const yieldToEventLoop = (context, generation) => {
  if (!globalThis.MessageChannel) return delay(context, generation)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    context.notify(ELAPSED, generation)
  }
  port2.postMessage(0)
}

/** Whether `fetch` may be able to fetch this URL: a custom one, or one of a page with the same scheme, can. */
export const isFetchable = ({ sent, fetch }) => {
  const { protocol } = new URL(sent.url)
  return !!fetch || /^http/.test(protocol) || protocol === (globalThis.location || {}).protocol
}

/**
 * Whether a probe can tell a response that CORS blocks from a server that is down: the request has no effect on the server,
 * the URL is of another origin, and this is a browser. A connection that has been open can only be blocked by a preflight.
 */
export const canProbe = ({ sent: { url, init, sendsId }, fetch }, hasBeenOpen) =>
  !fetch &&
  /^(get)?$/i.test(init.method || '') &&
  (sendsId || !hasBeenOpen) &&
  new URL(url).origin !== globalThis.origin &&
  new Request(url, { mode: 'no-cors' }).mode === 'no-cors'

/**
 * Sends a request that needs no preflight and, if the connection has never been open, no permission to read the response.
 * Not with HEAD, which servers that stream often never respond to.
 */
export const probe = (context, generation, hasBeenOpen) => {
  const { url, init } = context.sent
  const mode = hasBeenOpen ? 'cors' : 'no-cors'
  fetch(url, { mode, credentials: 'omit', cache: 'no-store', signal: init.signal }).then(
    (response) => {
      // A stream would go on.
      cancel(response)
      context.notify(RESPONSE, generation, response)
    },
    () => context.notify(NETWORK_ERROR, generation),
  )
}

export const contentType = (head) => new TextEncoder().encode(head.contentType)
export const retryAfter = (head) => new TextEncoder().encode(header(head, 'Retry-After'))

const header = ({ response }, name) => response.headers.get(name) || ''

/** Milliseconds until the date in `Retry-After`, by the server's own clock if it sends that; NaN if it is no date. */
export const msUntilRetryAfter = (head) =>
  Date.parse(header(head, 'Retry-After')) - (Date.parse(header(head, 'Date')) || Date.now())

/** Whether the request is sent again after a clean end: not if it may have an effect (RFC 9110, section 9.2.2). */
export const reconnectsOnEnd = ({ reconnectOnEnd, sent }) =>
  reconnectOnEnd === undefined
    ? !sent || /^(get|head|query)?$/i.test(sent.init.method || '')
    : reconnectOnEnd

/** Creates the reader of a body, if there is one. Chromium before 78 does not expose the constructor of readers. */
export const openBody = (context, { body }) => {
  if (body === undefined) {
    throw new TypeError('it has no body: this fetch does not stream (see docs/limited-environments.md)')
  }
  if (!body || body.getReader) {
    context.reader = body && body.getReader()
    return
  }
  if (!body[Symbol.asyncIterator]) throw new TypeError('its body is not a stream')
  const iterator = body[Symbol.asyncIterator]()
  context.reader = {
    read: () => iterator.next(),
    cancel: () => (body.destroy ? body.destroy() : iterator.return()),
  }
}

const bytesOf = (value) => {
  if (value instanceof Uint8Array) return value
  if (!ArrayBuffer.isView(value)) throw new TypeError('its body has a chunk that is not bytes')
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/** Hands what is left of the chunk, and then one chunk after the other, to the core until that wants no more. */
export const readBody = (context, generation) => {
  while (context.chunk) {
    const { chunk, offset } = context
    context.offset += SLICE
    // Each subarray costs an allocation, so most chunks are handed over whole.
    const slice = chunk.length > SLICE ? chunk.subarray(offset, context.offset) : chunk
    if (context.offset >= chunk.length) context.chunk = undefined
    if (!context.receive(generation, slice)) return
  }
  const { reader } = context
  const read = reader ? reader.read() : Promise.resolve({ done: true })
  read.then(
    ({ done, value }) => {
      if (context.reader !== reader) return
      if (done) return context.notify(END, generation)
      try {
        context.chunk = bytesOf(value)
      } catch (cause) {
        return context.notify(UNSUPPORTED, generation, cause)
      }
      context.offset = 0
      readBody(context, generation)
    },
    (cause) => context.notify(NETWORK_ERROR, generation, cause),
  )
}

export const discardChunk = (context) => {
  context.chunk = undefined
}

// What `retryOn` decides, as one number: src/browser/attempt.rs reads it. From 0 on it is a delay in milliseconds.
const DEFAULT = -1
const CLOSE = -2
const RETRY = -3
const ERROR = -4
const PENDING = -5

/** Calls `retryOn`; if it returns a promise, the core is notified later. */
export const decideRetry = (context, generation, reason) => {
  const { retryOn, status, response, cause, attempt } = context
  const encode = (decision) => {
    if (decision === undefined) return DEFAULT
    if (typeof decision === 'boolean') return decision ? RETRY : CLOSE
    if (decision >= 0 && typeof decision === 'number') return decision
    throw new TypeError("'retryOn' must return a boolean, milliseconds from 0, or undefined")
  }
  const fail = (error) => {
    context.setError(error)
    return ERROR
  }
  try {
    const isRejected = status !== 0
    const decision = retryOn({
      reason,
      status: isRejected ? status : undefined,
      response: isRejected ? response : undefined,
      cause: isRejected ? undefined : cause,
      attempt,
    })
    if (!decision || !decision.then) return encode(decision)
    Promise.resolve(decision)
      .then(encode)
      .catch(fail)
      .then((encoded) => context.notify(DECISION, generation, encoded))
    return PENDING
  } catch (error) {
    return fail(error)
  }
}

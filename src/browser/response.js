// What becomes of a response: adopting, accepting and rejecting it, and reading its body. wasm-bindgen copies this file into
// Rust applications beside context.js.

import {
  END,
  INVALID_REQUEST,
  NETWORK_ERROR,
  OPTIONS_ERROR,
  RESPONSE,
  UNSUPPORTED,
  cancel,
  readerOf,
} from './context.js'

const decodeText = (utf8) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8)

export const setError = (context, cause) => {
  Object.assign(context, { status: undefined, response: undefined, cause })
}

/** Reads all that is needed of a response, which a custom `fetch` may have made of anything. */
const readHead = ({ sent }, response) => {
  const { status = 0, redirected, body, bodyUsed, headers: given } = Object(response)
  if (!given) throw new TypeError('fetch did not return a Response')
  // Those of axios are an object.
  const headers = given.get ? given : new Headers(given)
  const contentType = headers.get('Content-Type') || ''
  const url = new URL(response.url || sent.url, sent.url).href
  return { response, status, redirected, body, bodyUsed, headers, contentType, url }
}

/** What was thrown, as text, with its cause: in Node and Deno, the error of `fetch` has one. */
export const describe = (thrown) => {
  try {
    const { message, code } = Object(thrown.cause)
    // The cause for a host with several addresses has no message.
    const report = message || code
    return `${thrown}${report ? ` (${report})` : ''}`
  } catch {
    // Null, or what cannot be converted to a string.
    return typeof thrown
  }
}

/** What Node and Deno report of a request that they refuse each time that it is sent. */
const REFUSED =
  /\((invalid .+ (header|method)|expect header|Request body|bad port)|^(NotCapable|PermissionDenied)|port \d+ are blocked/

const notifyOutcome = async (context, generation, outcome) => {
  let [type, value] = await outcome
  try {
    // A custom `fetch` may return `Response.error()`, as service workers do.
    if (type === RESPONSE && Object(value).type === 'error') [type, value] = [NETWORK_ERROR]
    if (type === NETWORK_ERROR) {
      const { response } = Object(value)
      // A custom `fetch` may throw for statuses.
      const { status, headers } = Object(response)
      if (headers && status > 200) [type, value] = [RESPONSE, response]
      else if (!context.fetch && REFUSED.test(describe(value))) type = OPTIONS_ERROR
    }
    // Every attempt makes the same request, unless a function of the page makes another one.
    const { headers, body, request } = context
    const isRepeated = [headers, body, request].every((option) => typeof option !== 'function')
    if (type === OPTIONS_ERROR && isRepeated) type = INVALID_REQUEST
    if (type === RESPONSE) value = readHead(context, value)
  } catch (cause) {
    cancel(value)
    type = UNSUPPORTED
    value = cause
  }
  context.notify(type, generation, value)
}

/** Makes an attempt, or adopts the first one; notifies the core of its outcome. */
export const startAttempt = (context, generation, attempt, lastEventId) => {
  // The page may have reconnected before it decided about a rejected response.
  discardRejectedLater(context)
  const outcome = context.firstAttempt || context.makeAttempt(attempt, decodeText(lastEventId))
  context.firstAttempt = undefined
  notifyOutcome(context, generation, outcome)
}

/** Sends the request of this attempt again. A URL that a function made may be valid once, so that it makes another one. */
export const resend = (context, generation) => {
  const { request, attempt, attemptId, sent, controller } = context
  if (!sent.hasURL || typeof request !== 'function') {
    return notifyOutcome(context, generation, context.send())
  }
  controller.abort()
  notifyOutcome(context, generation, context.makeAttempt(attempt, attemptId))
}

/** What the page supplied for its URL goes to no other origin. */
const maySend = (context, url) => {
  const { headers, body, fetch, request, authorization, lastEventId, originalURL } = context
  const isSupplied = headers || body || fetch || request || authorization || lastEventId
  return !isSupplied || new URL(url).origin === new URL(originalURL).origin
}

/** The response is an event stream. After a redirect, the next attempt goes to where it came from. */
export const accept = (context, { response, url, redirected }) => {
  setError(context)
  Object.assign(context, { response, responseURL: url, hasBeenOpen: true })
  const { base, hasURL, init, sendsId } = context.sent
  context.hasSentId = context.hasSentId || sendsId
  const isGet = /^(get)?$/i.test(init.method || '')
  if (!hasURL) context.url = redirected && isGet && maySend(context, url) ? url : base
}

/** The response is not an event stream. It is not aborted, so that a listener can read it. */
export const reject = (context, { response, url, status, contentType, body }) => {
  Object.assign(context, { response, responseURL: url, status, cause: contentType })
  context.rejected = { response, body, controller: context.controller }
  context.controller = undefined
}

/** What the page is told of the last failure: of a rejected response, or what was thrown. */
export const failureOf = ({ status, response, cause, attempt }) =>
  status === undefined
    ? { status, response: undefined, cause, attempt }
    : { status, response, cause: undefined, attempt }

/** Cancels a rejected response in a task of its own, unless a listener has started to read it. */
export const discardRejectedLater = (context) => {
  const { rejected } = context
  if (!rejected) return
  context.rejected = undefined
  setTimeout(() => {
    const { response, body, controller } = rejected
    // `clone()` locks the body and gives the response another one.
    if (response.bodyUsed || (body && body.locked)) return
    // In Firefox, canceling a body that nobody has read does not end its connection.
    if (controller) controller.abort()
    cancel(response)
  })
}

const header = ({ headers }, name) => headers.get(name) || ''
const encode = (text) => new TextEncoder().encode(text)

export const contentType = (head) => encode(head.contentType)
export const retryAfter = (head) => encode(header(head, 'Retry-After'))

/** Milliseconds until the date in `Retry-After`, by the server's own clock if it sends that; NaN if it is no date. */
export const msUntilRetryAfter = (head) =>
  Date.parse(header(head, 'Retry-After')) - (Date.parse(header(head, 'Date')) || Date.now())

/** Whether the request is sent again after a clean end: not if it may have an effect (RFC 9110, section 9.2.2). */
export const reconnectsOnEnd = ({ reconnectOnEnd, sent }) =>
  reconnectOnEnd === undefined
    ? /^(get|head|query)?$/i.test(sent.init.method || '')
    : reconnectOnEnd

/** A chunk is handed over in slices of this many bytes, so that the core can check the time after each. */
const SLICE = 1 << 14

/** Creates the reader of a body, if there is one. Chromium before 78 does not expose the constructor of readers. */
export const openBody = (context, { body, bodyUsed }) => {
  if (bodyUsed) throw new TypeError('its body was read')
  if (body === undefined) {
    throw new TypeError(
      'it has no body: this fetch does not stream (see docs/limited-environments.md)',
    )
  }
  context.reader = body && readerOf(body)
  if (body && !context.reader) throw new TypeError('its body is not a stream')
}

const toBytes = (value) => {
  if (value instanceof Uint8Array) return value
  const { buffer = value, byteOffset, byteLength } = Object(value)
  if (byteLength === undefined) throw new TypeError('its body has a chunk that is not bytes')
  return new Uint8Array(buffer, byteOffset, byteLength)
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
    (result) => {
      // A reader of the page's own `fetch` may resolve to anything.
      const { done, value } = Object(result)
      if (context.reader !== reader) return
      if (done) {
        const { signal } = context.controller || {}
        // A canceled body ends without an error.
        return signal && signal.aborted
          ? context.notify(NETWORK_ERROR, generation, signal.reason)
          : context.notify(END, generation)
      }
      try {
        context.chunk = toBytes(value)
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

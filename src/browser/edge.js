// What the core asks of the browser, each in one call: the fewer calls it has to make, the smaller it is. `context` is the
// connection's: the options (js/options.js), and what the browser gave that is still in use. Nothing here decides anything.

// What is reported: src/browser/edge.rs.
const FULFILLED = 0
const REJECTED = 1
const ENDED = 2
const GONE = 14

/** A chunk is handled in slices of this many bytes, with a look at the time after each. */
const SLICE = 1 << 14

/** What happens to a page or a worker, and what is reported of it. */
const TYPES = {
  securitypolicyviolation: 8,
  online: 9,
  beforeunload: 10,
  pagehide: 11,
  pageshow: 12,
  // A page can be frozen without being left; Chromium then lets go of what it was reading.
  freeze: 11,
  resume: 12,
  visibilitychange: 13,
}

/** The bytes that percent-encoding stands for, as a string of them. */
const bytesOf = (text) =>
  text.replace(/%([0-9a-f]{2})/gi, (encoded, hex) => String.fromCharCode(parseInt(hex, 16)))

/**
 * Prepares for a connection to this URL. A user name and a password, which `fetch` refuses in a URL, become a header; like
 * all credentials, another origin gets them only if the page says so.
 */
export const prepare = (context, url, report) => {
  const parsed = new URL(url)
  const { username, password, origin } = parsed
  if (username || password) {
    parsed.username = parsed.password = ''
    url = parsed.href
    const page = globalThis.location || parsed
    if (context.withCredentials || page.origin === origin) {
      context.authorization = `Basic ${btoa(bytesOf(`${username}:${password}`))}`
    }
  }
  context.url = context.firstUrl = context.requestUrl = url
  context.report = (what, attempt, value) => {
    try {
      report(what, attempt, value)
    } catch (cause) {
      if (!context.crash) throw cause
      context.crash(cause)
    }
  }
}

export const isPage = () => !!globalThis.document

/** Listens to the global object; tells whether it has events. */
export const watch = (context) => {
  if (!globalThis.addEventListener) return false
  context.listener = ({ type, isTrusted, persisted, disposition, blockedURI }) => {
    // Whoever says that the page is hidden or shown, it is looked at.
    if (!isTrusted && type !== 'visibilitychange') return
    const what = type === 'pagehide' && !persisted ? GONE : TYPES[type]
    context.report(what, 0, disposition === 'enforce' ? blockedURI : '')
  }
  // Some of these do not bubble, and no listener of the page's is to stop them. workerd knows no capture.
  for (const type of Object.keys(TYPES)) addEventListener(type, context.listener, isPage())
  return true
}

/** Ends all reports. What comes late all the same is let go. */
export const release = (context) => {
  if (context.listener) {
    for (const type of Object.keys(TYPES)) removeEventListener(type, context.listener, isPage())
  }
  context.report = (what, attempt, late) => cancel(late)
}

export const isHidden = () => isPage() && document.hidden

/** Reports how a promise is settled, with the number of the attempt that waits for it. */
const settle = (context, attempt, promise) => {
  promise.then(
    (value) => context.report(value ? FULFILLED : ENDED, attempt, value),
    (error) => context.report(REJECTED, attempt, error),
  )
}

export const later = (context, attempt, delay) =>
  settle(context, attempt, new Promise((resolve) => setTimeout(resolve, delay)))

/** The page's turn: a task of its own, which no browser delays as it delays timers. */
export const turn = (context, attempt) => {
  if (!globalThis.MessageChannel) return later(context, attempt)
  const { port1, port2 } = new MessageChannel()
  const arrival = new Promise((resolve) => (port1.onmessage = resolve))
  settle(
    context,
    attempt,
    arrival.then(() => port1.close()),
  )
  port2.postMessage(0)
}

/** Whether what the page gave for the origin of the first URL is about to go to another one. */
export const isAstray = ({ url, firstUrl, headers, body, fetch, authorization }) =>
  !!(headers || body || fetch || authorization) && new URL(url).origin !== new URL(firstUrl).origin

export const goBack = (context) => {
  context.url = context.firstUrl
}

/** Takes what is to be known of a response: where it came from, and what may be at fault. */
export const follow = (context, { url, redirected, status, contentType }) => {
  Object.assign(context, { responseUrl: url, status, cause: contentType })
  // A service worker, or a `fetch` of the page's own, may answer with what came from elsewhere.
  if (redirected) context.url = url
}

/** What goes with the next failure: what was thrown, if anything was. */
export const note = (context, cause) => {
  context.status = 0
  context.cause = cause
}

export const isHttp = ({ url }) => /^http/.test(url)

/** Whether a policy's violation is one by the request; some tell the origin alone, or nothing. */
export const isBlocked = ({ requestUrl }, blocked) => !!blocked && requestUrl.startsWith(blocked)

const give = async ({ headers, body, url }, attempt, lastEventId) => {
  const values = [headers, body].map((option) =>
    typeof option === 'function' ? option({ url, attempt, lastEventId }) : option,
  )
  const [given, givenBody] = await Promise.all(values)
  return { headers: new Headers(given || undefined), body: givenBody, lastEventId }
}

/** What the page's functions give for this attempt, which is the `number`th. */
export const ask = (context, attempt, number, lastEventId) =>
  settle(context, attempt, give(context, number, decode(lastEventId)))

/** The signal for a request; an earlier one is aborted. */
const newSignal = (context) => {
  abortFetch(context)
  if (!globalThis.AbortController) return undefined
  context.controller = new AbortController()
  return context.controller.signal
}

const abortFetch = ({ controller }) => {
  if (controller) controller.abort()
}

const header = ({ headers }, name) => headers.get(name) || ''

const respond = async (context, { headers, body, lastEventId }) => {
  const { fetch = globalThis.fetch, method, withCredentials, lastEventIdParam } = context
  const preset = { Accept: 'text/event-stream', Authorization: context.authorization }
  for (const name of Object.keys(preset)) {
    if (preset[name] && !headers.has(name)) headers.set(name, preset[name])
  }
  let { url } = context
  if (lastEventIdParam) {
    url = withParameter(url, lastEventIdParam, lastEventId)
  } else if (lastEventId) {
    // A header's value is a byte string: one character for each byte of the text's UTF-8.
    headers.set('Last-Event-ID', unescape(encodeURIComponent(lastEventId)))
  }
  context.requestUrl = url
  const response = await fetch(url, {
    method,
    headers,
    body,
    // Without this a body that is a stream is refused; for any other it has no effect.
    duplex: 'half',
    credentials: withCredentials ? 'include' : 'same-origin',
    cache: 'no-store',
    signal: newSignal(context),
  })
  if (!response || !response.headers || !response.headers.get) {
    throw new TypeError('fetch gave no Response')
  }
  // Read here, where what is thrown fails the attempt: a response of the page's own making can be anything.
  return {
    response,
    status: response.status,
    contentType: header(response, 'Content-Type'),
    url: new URL(response.url || url, url).href,
    redirected: response.redirected,
    body: response.body,
  }
}

/**
 * The URL with this parameter, and without any that it had by the same name; an empty value is no parameter at all.
 * Everything else in the URL stays as it is.
 */
const withParameter = (url, name, value) => {
  const [, path, query, fragment] = /^([^?#]*)(\?[^#]*)?(.*)/.exec(url)
  name = encodeURIComponent(name)
  const pairs = query ? query.slice(1).split('&') : []
  const others = pairs.filter((pair) => pair.split('=')[0] !== name)
  if (value) others.push(`${name}=${encodeURIComponent(value)}`)
  return path + (others.length ? '?' : '') + others.join('&') + fragment
}

/** The request of the standard, § 9.2.2, with the page's options on top. */
export const request = (context, attempt, given) =>
  settle(context, attempt, respond(context, given))

const respondOpaquely = async (context) =>
  fetch(context.requestUrl, { mode: 'no-cors', cache: 'no-store', signal: newSignal(context) })

/** A request that asks for no permission to read the answer. Not with HEAD: servers that stream often never answer it. */
export const probe = (context, attempt) => settle(context, attempt, respondOpaquely(context))

export const isRetried = ({ retryOn }, { response }) => !!retryOn && retryOn(response)

export const contentType = (head) => utf8(head.contentType)
export const retryAfter = ({ response }) => utf8(header(response, 'Retry-After'))

/** Milliseconds until the date in `Retry-After`, by the server's own clock if it tells that; NaN if it is no date. */
export const untilRetry = ({ response }) =>
  Date.parse(header(response, 'Retry-After')) - (Date.parse(header(response, 'Date')) || Date.now())

/** Gets ready to read a body, if there is one. Not with the constructor of readers, which Chromium has not had before 78. */
export const openBody = (context, { body }) => {
  context.reader = body && body.getReader()
}

/** Reports the next chunk, or the end of the body. */
export const read = (context, attempt) => {
  const { reader } = context
  settle(context, attempt, reader ? reader.read().then(chunkOf) : Promise.resolve())
}

const chunkOf = ({ done, value }) => {
  if (done) return undefined
  if (value instanceof Uint8Array) return value
  if (!ArrayBuffer.isView(value)) throw new TypeError('the body gave a chunk that is not bytes')
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/** Keeps a chunk, or nothing, for `nextSlice`. */
export const keepChunk = (context, chunk) => {
  context.chunk = chunk
  context.at = 0
}

/** The next bytes of the chunk, if there are any. Most chunks are not cut: each view of some bytes has its price. */
export const nextSlice = (context) => {
  const { chunk, at } = context
  if (!chunk || at >= chunk.length) return undefined
  context.at += SLICE
  return chunk.length > SLICE ? chunk.subarray(at, context.at) : chunk
}

/** Ends the request and its body, which the one need not do for the other: not with a `fetch` that knows no signal. */
export const abort = (context) => {
  abortFetch(context)
  cancel(context.reader)
  context.controller = context.reader = context.chunk = undefined
}

/** Ends a body, by its reader or in a response that came late. */
export const cancel = (source) => {
  const body = source && (source.body || source)
  if (body && body.cancel) new Promise((resolve) => resolve(body.cancel())).catch(() => {})
}

export const utf8 = (text) => new TextEncoder().encode(text)
const decode = (utf8) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8)

// What the core asks of the browser, each in one call: the fewer calls it has to make, the smaller it is. Nothing here
// decides or remembers anything.

// What is reported: src/browser/edge.rs.
const FULFILLED = 0
const REJECTED = 1
const ENDED = 2
const FIRST_TYPE = 8

/** A chunk is handled in slices of this many bytes, with a look at the time after each. */
const SLICE = 1 << 14

/** What happens to a page or a worker, in the order of what is reported. */
const TYPES = [
  'securitypolicyviolation',
  'online',
  'beforeunload',
  'pagehide',
  'pageshow',
  // For a page that was frozen without having been left.
  'resume',
  'visibilitychange',
]

/** Listens to the global object, where it has events; gives what ends that. */
export const watch = (report) => {
  if (!globalThis.addEventListener) return undefined
  const listener = (event) => {
    const { type, disposition, blockedURI } = event
    report(FIRST_TYPE + TYPES.indexOf(type), 0, disposition === 'enforce' ? blockedURI : '')
  }
  for (const type of TYPES) addEventListener(type, listener)
  return () => {
    for (const type of TYPES) removeEventListener(type, listener)
  }
}

export const isPage = () => !!globalThis.document
export const isHidden = () => isPage() && document.hidden

/** Reports how a promise is settled, with the number of the attempt that waits for it. */
const settle = (report, attempt, promise) => {
  promise.then(
    (value) => report(FULFILLED, attempt, value),
    (error) => report(REJECTED, attempt, error),
  )
}

export const later = (report, attempt, delay) =>
  settle(report, attempt, new Promise((resolve) => setTimeout(resolve, delay)))

/** The page's turn: a task of its own, which no browser delays as it delays timers. */
export const turn = (report, attempt) => {
  if (!globalThis.MessageChannel) return later(report, attempt)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    report(FULFILLED, attempt)
  }
  port2.postMessage(0)
}

/** An `AbortController`, where there are any. */
export const controller = () =>
  globalThis.AbortController ? new AbortController() : { abort: () => {} }

const newGiven = async (init, url, attempt, lastEventId) => {
  const give = (option) =>
    typeof option === 'function' ? option({ url, attempt, lastEventId }) : option
  const [headers, body] = await Promise.all([init.headers, init.body].map(give))
  return { headers: new Headers(headers), body, lastEventId }
}

/** What the page's functions give for this attempt, which is so many attempts after the first. */
export const ask = (report, attempt, init, url, number, lastEventId) =>
  settle(report, attempt, newGiven(init, url, number, decode(lastEventId)))

/** Whether anything goes with a request that is meant for the origin of the first URL alone. */
export const isGiven = ({ headers, body, fetch, authorization }) =>
  !!(headers || body || fetch || authorization)

const respond = async (init, url, { headers, body, lastEventId }, { signal }) => {
  const { fetch = globalThis.fetch, method, withCredentials, lastEventIdParam } = init
  const preset = { Accept: 'text/event-stream', Authorization: init.authorization }
  for (const name in preset) {
    if (preset[name] && !headers.has(name)) headers.set(name, preset[name])
  }
  if (lastEventIdParam) {
    url = withParameter(url, lastEventIdParam, lastEventId)
  } else if (lastEventId) {
    // A header's value is a byte string: one character for each byte of the text's UTF-8.
    headers.set('Last-Event-ID', unescape(encodeURIComponent(lastEventId)))
  }
  const response = await fetch(url, {
    method,
    headers,
    body,
    // Without this a body that is a stream is refused; for any other it has no effect.
    duplex: 'half',
    credentials: withCredentials ? 'include' : 'same-origin',
    cache: 'no-store',
    signal,
  })
  if (!response || !response.headers || !response.headers.get) {
    throw new TypeError('fetch gave no Response')
  }
  return response
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
export const request = (report, attempt, init, url, given, controller) =>
  settle(report, attempt, respond(init, url, given, controller))

/** A request that asks for no permission to read the answer. Not with HEAD: servers that stream often never answer it. */
export const probe = (report, attempt, url, { signal }) =>
  settle(report, attempt, fetch(url, { mode: 'no-cors', cache: 'no-store', signal }))

export const isRetried = ({ retryOn }, response) => !!retryOn && retryOn(response)

/** The URL of a response, which one of the page's own making may not have. */
export const urlOf = (response, url) => response.url || url

export const header = (response, name) => response.headers.get(name) || ''

/** Not with the constructor of readers, which Chromium has not had before 78. */
export const readerOf = ({ body }) => body && body.getReader()

/** Reports the next chunk, or the end of the body. */
export const read = (report, attempt, reader) =>
  settle(
    (what, number, result) => {
      if (what === REJECTED) return report(what, number, result)
      const { done, value } = result
      if (done) return report(ENDED, number)
      if (value instanceof Uint8Array) return report(what, number, value)
      if (!ArrayBuffer.isView(value)) {
        return report(REJECTED, number, new TypeError('the body gave a chunk that is not bytes'))
      }
      report(what, number, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    },
    attempt,
    reader.read(),
  )

/** The next bytes of a chunk. Most chunks are not cut: each view of some bytes has its price. */
export const slice = (chunk, from) =>
  chunk.length > SLICE ? chunk.subarray(from, from + SLICE) : chunk

/**
 * Ends a body, by its reader or as what is in a response that came late: it may not have been aborted, without an
 * `AbortController` or with a `fetch` that knows no signal.
 */
export const cancel = (source) => {
  const body = source && (source.body || source)
  if (body && body.cancel) body.cancel().catch(() => {})
}

export const utf8 = (text) => new TextEncoder().encode(text)
const decode = (utf8) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8)

/** Whether the text begins so; nothing is no beginning. */
export const startsWith = (text, start) => !!start && text.startsWith(start)

export const isSameOrigin = (url, other) => new URL(url).origin === new URL(other).origin

/** Takes a user name and a password, which `fetch` refuses in a URL, out of it; the options get the `Authorization` that says the same. */
export const takeCredentials = (url, init) => {
  const parsed = new URL(url)
  const { username, password } = parsed
  if (!username && !password) return url
  parsed.username = parsed.password = ''
  init.authorization = `Basic ${btoa(unescape(`${username}:${password}`))}`
  return parsed.href
}

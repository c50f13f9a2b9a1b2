// What the core asks of the browser, each in one call: the fewer calls it has to make, the smaller it is. Nothing here
// decides or remembers anything.

// What is reported: src/browser/edge.rs.
const FULFILLED = 0
const REJECTED = 1
const FIRST_TYPE = 7

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
export const settle = (promise, report, attempt) => {
  promise.then(
    (value) => report(FULFILLED, attempt, value),
    (error) => report(REJECTED, attempt, error),
  )
}

export const later = (delay) => new Promise((resolve) => setTimeout(resolve, delay))

/** The page's turn: a task of its own, which no browser delays as it delays timers. */
export const turn = () =>
  new Promise((resolve) => {
    if (!globalThis.MessageChannel) return setTimeout(resolve)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })

/** An `AbortController`, where there are any. */
export const controller = () =>
  globalThis.AbortController ? new AbortController() : { abort: () => {} }

/** What the page's functions give for this attempt. */
export const ask = async (init, url, attempt, lastEventId) => {
  const give = (option) =>
    typeof option === 'function' ? option({ url, attempt, lastEventId }) : option
  const [headers, body] = await Promise.all([init.headers, init.body].map(give))
  return { headers: new Headers(headers), body }
}

/** Whether the page gave anything that is meant for the origin of the first URL alone. */
export const isGiven = ({ headers, body, fetch }) => !!(headers || body || fetch)

export const request = async (init, url, { headers, body }, signal) => {
  const { fetch = globalThis.fetch, method, withCredentials } = init
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

/** A request that asks for no permission to read the answer. Not with HEAD: servers that stream often never answer it. */
export const probe = (url, signal) => fetch(url, { mode: 'no-cors', cache: 'no-store', signal })

export const isRetried = ({ retryOn }, response) => !!retryOn && retryOn(response)

/** The URL of a response, which one of the page's own making may not have. */
export const urlOf = (response, url) => response.url || url

export const header = (response, name) => response.headers.get(name) || ''

/** Not with the constructor of readers, which Chromium has not had before 78. */
export const readerOf = ({ body }) => body && body.getReader()

/** Reports the next chunk, or undefined at the end of the body. */
export const read = (reader, report, attempt) =>
  settle(
    reader.read(),
    (what, number, result) => {
      if (what === REJECTED) return report(what, number, result)
      const { done, value } = result
      if (done || value instanceof Uint8Array) return report(what, number, value)
      if (!ArrayBuffer.isView(value)) {
        return report(REJECTED, number, new TypeError('the body gave a chunk that is not bytes'))
      }
      report(what, number, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    },
    attempt,
  )

/** Ends a body that may not have been aborted: without an `AbortController`, or with a `fetch` that knows no signal. */
export const cancel = (body) => {
  body.cancel().catch(() => {})
}

export const cancelBody = (late) => {
  if (late && late.body && late.body.cancel) cancel(late.body)
}

export const utf8 = (text) => new TextEncoder().encode(text)

/** A header's value is a byte string: one character for each byte of the text's UTF-8. */
export const byteString = (text) => unescape(encodeURIComponent(text))

export const isSameOrigin = (url, other) => new URL(url).origin === new URL(other).origin

/** Takes a user name and a password, which `fetch` refuses in a URL, out of it; with them, the `Authorization` that says the same. */
export const takeCredentials = (url) => {
  const parsed = new URL(url)
  const { username, password } = parsed
  if (!username && !password) return [url]
  parsed.username = parsed.password = ''
  return [parsed.href, `Basic ${btoa(unescape(`${username}:${password}`))}`]
}

// Builds the request of an attempt. wasm-bindgen copies this file into Rust applications beside context.js.

import { cancel } from './context.js'

/** In bytes. Servers accept 8 KiB for a header or a URL, or little more. */
const MAX_ID_LENGTH = 8000

/** Workers can have a `document` that some script has put there. */
export const pageDocument = () => {
  const { WorkerGlobalScope, document } = globalThis
  const isWorker = WorkerGlobalScope && globalThis instanceof WorkerGlobalScope
  return !isWorker && document && document.nodeType === 9 ? document : undefined
}

/** An isomorphic encoding of the text's UTF-8, as header values have it. */
const byteString = (text) => unescape(encodeURIComponent(text))

/**
 * Returns headers, in any form that `fetch` takes, as pairs whose names keep their case; throws for what are none. Properties
 * that are undefined are left out.
 */
export const headerPairs = (headers) => {
  // An iterator can be read only once.
  const pairs = headers[Symbol.iterator]
    ? [...headers]
    : Object.entries(headers).filter(([, value]) => value !== undefined)
  const list = new Headers(Object(headers) === headers ? pairs : headers)
  return pairs.map(([name]) => [name, list.get(name)])
}

const findHeader = (headers, name) =>
  Object.keys(headers).find((other) => other.toLowerCase() === name.toLowerCase())

/** Sets a header in an object whose own properties a custom `fetch` can spread. */
const setHeader = (headers, name, value) => {
  delete headers[findHeader(headers, name)]
  headers[name] = value
}

/** Parses a URL as the document or the worker does; throws a SyntaxError. */
export const parseURL = (url) => {
  const document = pageDocument()
  let parsed
  // In Chromium and WebKit the base URL may be that of a base element that the standard ignores, such as 'http://['.
  // A location may be missing, throw, or be a stub that is no base, which an absolute URL does not need.
  for (const read of [() => document.baseURI, () => globalThis.location.href, () => {}]) {
    try {
      const base = read()
      // Safari before 14.1 throws if the base is undefined.
      parsed = parsed || (base ? new URL(url, base) : new URL(url))
    } catch {
      // Tried without a base next.
    }
  }
  // Chromium accepts a space in the host, as %20.
  if (!parsed || (/^http/.test(parsed.protocol) && parsed.host.includes('%'))) {
    const { DOMException = SyntaxError } = globalThis
    throw new DOMException(`EventSource: '${url}' is not a valid URL`, 'SyntaxError')
  }
  if (!document || (document.characterSet || 'UTF-8') === 'UTF-8') return parsed.href
  // A link applies the document's encoding to the query.
  const link = document.createElementNS('http://www.w3.org/1999/xhtml', 'a')
  return Object.assign(link, { href: url }).href
}

/**
 * Returns the URL with this query parameter in the place of any of the same name; without it if the value is empty.
 * Everything else in the URL stays as it is.
 */
const withParameter = (url, name, value) => {
  const [, path, query, fragment] = /^([^?#]*)(\?[^#]*)?(.*)/.exec(url)
  const pairs = query ? query.slice(1).split('&') : []
  const others = pairs.filter((pair) => nameOf(pair) !== name)
  if (value) others.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return path + (others.length ? '?' : '') + others.join('&') + fragment
}

/** Whether the body can be read only once: no second attempt has it, and no `Request` may be made of it for a trial. */
export const isStream = (body) => body && (body.getReader || body[Symbol.asyncIterator])

/** A `Request` has every member, most of which nobody chose. */
export const isMembers = (value) =>
  Object(value) === value && !(globalThis.Request && value instanceof Request)

/** The name of a pair of a URL's query. */
const nameOf = (pair) => {
  const name = pair.split('=')[0].replace(/\+/g, ' ')
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Returns the request's members without those that the platform refuses and the request does not need. */
const acceptedInit = (url, init) => {
  if (!globalThis.Request) return init
  let refusal
  for (const optional of [[], ['cache'], ['signal'], ['cache', 'signal']]) {
    const accepted = { ...init }
    for (const member of optional) delete accepted[member]
    try {
      new Request(url, isStream(init.body) ? { ...accepted, body: '' } : accepted)
      return accepted
    } catch (error) {
      refusal = refusal || error
    }
  }
  throw refusal
}

/** Chromium before 66 has no AbortController. */
export const newController = () => {
  if (globalThis.AbortController) {
    const controller = new AbortController()
    const { signal } = controller
    return { signal, abort: (reason) => controller.abort(reason) }
  }
  const signal = { aborted: false }
  return { signal, abort: () => (signal.aborted = true) }
}

/**
 * Creates the request of the standard with the page's options on top.
 *
 * @param {import('./context.js').Fields} context
 * @param {string} base the URL of this attempt, unless the page's `request` has another one
 * @param {Array} resolved the page's `headers`, `body` and `request`, after its functions were called
 */
export const createRequest = (context, base, [headers, body, members], lastEventId, controller) => {
  const { withCredentials, lastEventIdParam, method, authorization, originalURL } = context
  const init = {
    method,
    body,
    // Without this a body that is a stream is refused; for any other it has no effect.
    duplex: 'half',
    credentials: withCredentials ? 'include' : 'same-origin',
    cache: 'no-store',
  }
  for (const name of Object.keys(members || {})) {
    if (members[name] !== undefined) init[name] = members[name]
  }
  Object.assign(init, { headers: {}, signal: controller.signal })
  let url = init.url === undefined ? base : parseURL(init.url)
  delete init.url
  for (const list of [headers, members && members.headers]) {
    for (const [name, value] of list ? headerPairs(list) : []) setHeader(init.headers, name, value)
  }
  const isSameOrigin = new URL(url).origin === new URL(originalURL).origin
  const defaults = { Accept: 'text/event-stream', Authorization: isSameOrigin && authorization }
  for (const name of Object.keys(defaults)) {
    if (defaults[name] && !findHeader(init.headers, name)) init.headers[name] = defaults[name]
  }
  if (lastEventId.length > MAX_ID_LENGTH) lastEventId = ''
  // Control characters cannot be part of a header.
  const sendsId = !lastEventIdParam && /^[\t -~\x80-\uffff]+$/.test(lastEventId)
  if (sendsId) setHeader(init.headers, 'Last-Event-ID', byteString(lastEventId))
  // Without an ID the page's own URL keeps its parameter; a redirected one may have that of an earlier attempt.
  if (lastEventIdParam && (lastEventId || base !== originalURL)) {
    url = withParameter(url, lastEventIdParam, lastEventId)
  }
  const other = members && members.signal
  if (other) {
    if (other.aborted) throw other.reason
    const abort = () => {
      controller.abort(other.reason)
      // A custom `fetch` may ignore the signal.
      if (context.controller === controller) cancel(context.reader)
    }
    // `init` has the signal that removes the listener when the attempt is over.
    other.addEventListener('abort', abort, init)
  }
  return { base, url, init: acceptedInit(url, init), sendsId, hasURL: !!(members && members.url) }
}

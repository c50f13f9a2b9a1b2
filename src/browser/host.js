// What the core needs of the host beyond requests (context.js): notifications, the page, waiting, probing, deciding about retries.
// Nothing here decides anything. `generation` is the number of the attempt that a notification belongs to.

import { DECISION, ELAPSED, NETWORK_ERROR, RESPONSE, cancel } from './context.js'
import { pageDocument } from './request.js'
import { failureOf, setError } from './response.js'

/** Passes notifications and the bytes of bodies to the core from now on, first those notifications that came before. */
export const attach = (context, notify, receive) => {
  const guard =
    (call) =>
    (...args) => {
      try {
        return call(...args)
      } catch (cause) {
        if (!context.crash) throw cause
        context.crash(cause)
      }
    }
  context.notify = guard(notify)
  context.receive = guard(receive)
  for (const notification of context.queue.splice(0)) context.notify(...notification)
}

/** `document.open()` removes all listeners; it also replaces the document's children. */
export const observeDocumentOpen = (context) => {
  context.addPageListeners()
  const document = pageDocument()
  if (!document || !globalThis.MutationObserver) return
  context.observer = new MutationObserver(() => context.addPageListeners())
  context.observer.observe(document, { childList: true })
}

/** Records a violation of the page's policy by the request. Policies report its URL, or only another origin. */
export const handleViolation = (context, { disposition, effectiveDirective, blockedURI }) => {
  const { sent } = context
  if (disposition !== 'enforce' || effectiveDirective !== 'connect-src' || !sent) return
  const url = new URL(sent.url)
  if ([url.href.replace(/#.*/, ''), url.origin].includes(blockedURI)) {
    context.violation = effectiveDirective
  }
}

/** The last event ID to start from, or that of the last event before `reset()`, as UTF-8. */
export const initialId = ({ lastEventId, dispatchedId = lastEventId }) =>
  new TextEncoder().encode(dispatchedId)

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
 * the URL is of another origin, and this is a browser. A connection that has been open can only be blocked by the
 * preflight for the last event ID, unless that was sent before. The probe of one that has not follows redirects.
 */
export const canProbe = ({ sent: { url, init, sendsId }, fetch, hasSentId }, hasBeenOpen) =>
  !fetch &&
  /^(get)?$/i.test(init.method || '') &&
  (hasBeenOpen ? sendsId && !hasSentId : /^(follow)?$/.test(init.redirect || '')) &&
  new URL(url).origin !== globalThis.origin &&
  new Request(url, { mode: 'no-cors' }).mode === 'no-cors'

/**
 * Sends a request that needs no preflight and, if the connection has never been open, no permission to read the response.
 * Not with HEAD, which servers that stream often never respond to. It follows redirects only where Fetch requires that.
 */
export const probe = (context, generation, hasBeenOpen) => {
  const { url, init } = context.sent
  const members = hasBeenOpen ? { mode: 'cors', redirect: 'error' } : { mode: 'no-cors' }
  fetch(url, { ...members, credentials: 'omit', cache: 'no-store', signal: init.signal }).then(
    (response) => {
      // A stream would go on.
      cancel(response)
      context.notify(RESPONSE, generation, response)
    },
    () => context.notify(NETWORK_ERROR, generation),
  )
}

// What `retryOn` decides, as one number: src/browser/attempt.rs reads it. From 0 on it is a delay in milliseconds.
const DEFAULT = -1
const CLOSE = -2
const RETRY = -3
const ERROR = -4
const PENDING = -5

/** Calls `retryOn`; if it returns a promise, the core is notified later. */
export const decideRetry = (context, generation, reason) => {
  const { retryOn } = context
  const encode = (decision) => {
    if (decision === undefined) return DEFAULT
    if (typeof decision === 'boolean') return decision ? RETRY : CLOSE
    if (decision >= 0 && typeof decision === 'number') return decision
    throw new TypeError("'retryOn' must return a boolean, milliseconds from 0, or undefined")
  }
  const fail = (error) => {
    setError(context, error)
    return ERROR
  }
  try {
    const decision = retryOn({ reason, ...failureOf(context) })
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

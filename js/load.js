// Loads the core once, when it is first needed.

import { CLOSED } from './ready_state.js'

let engine
/** What the next engine is made of: the compiled module of the last one. */
let compiled

/** Resolves to the engine (engine.js). A load that fails can be tried again. */
export const loadEngine = (source = compiled) =>
  (engine =
    engine ||
    Promise.all([
      import('./engine.js'),
      source || import('./module.js').then((file) => file.source()),
    ])
      .then(([{ start }, module]) =>
        start(module, (module) => {
          engine = undefined
          compiled = module
        }),
      )
      .catch((error) => {
        engine = undefined
        throw error
      }))

/** Loads that fail for want of a network are tried again this many times. */
const MAX_RETRIES = 5

/** What engines say where nothing can be imported, such as in a service worker, or a worker made from a Blob. */
const CANNOT_IMPORT = /specifier|allowed|available|supported/

/** Whether another load may succeed. An import does not tell why it failed, but most browsers name the script. */
const isRetryable = async ({ name, message, status }) => {
  const [url] = /https?:\S+\.m?js\S*/.exec(message) || []
  if (!status && !url) return /TypeError|ChunkLoad/.test(name) && !CANNOT_IMPORT.test(message)
  try {
    // The server may have recovered since, so that any other status is retryable.
    return !/^4(?!08|29)/.test(
      status || (await fetch(url, { method: 'HEAD', cache: 'no-store' })).status,
    )
  } catch {
    return true
  }
}

/** Resolves after a delay, or earlier when the browser is back online. */
const waitForNetwork = (delay) =>
  new Promise((resolve) => {
    setTimeout(resolve, delay)
    if (globalThis.addEventListener) addEventListener('online', resolve, { once: true })
  })

const HINT =
  "; where no other file can be loaded, as in a service worker or a worker made from a Blob, import 'eventsource-wasm/inline'"

/** The details of the failure of an event source whose core could not be loaded or started. */
export const startFailure = (reason, message, cause, delay) => {
  const willReconnect = delay !== undefined
  const next = willReconnect ? `trying again in ${delay} ms` : 'the connection is closed'
  return { reason, message: `${message}; ${next}`, cause, attempt: 1, willReconnect, delay }
}

const loadFailure = (cause, delay) => {
  const hint = CANNOT_IMPORT.test(cause) ? HINT : ''
  const message = `the core could not be loaded (${cause})${hint}`
  return startFailure('load', message, cause, delay)
}

/**
 * Calls `use` with the prepared engine (engine.js), unless the event source or iterator with this state is closed then;
 * reports each failure to `state.fail`.
 */
export const withEngine = async ({ initial, factor, max, retries, share }, state, use) => {
  const isClosed = () => state.readyState === CLOSED
  for (let failures = 0, delay = initial; !isClosed(); delay = Math.min(delay * factor, max)) {
    let loaded
    try {
      loaded = await (await loadEngine()).prepare(share)
    } catch (cause) {
      const isRetried = failures++ < Math.min(retries, MAX_RETRIES) && (await isRetryable(cause))
      if (isClosed()) return
      state.fail(loadFailure(cause, isRetried ? delay : undefined))
      if (isRetried) await waitForNetwork(delay)
    }
    if (!loaded || isClosed()) continue
    try {
      return use(loaded)
    } catch (cause) {
      return state.fail(startFailure('internal', 'the core failed', cause))
    }
  }
}

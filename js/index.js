// The entry of the package: chooses the EventSource, and loads the WebAssembly.

import { EventSourceError } from './error.js'
import { EventSource as FetchEventSource, defineConstants, openStates } from './event_source.js'
import { events } from './events.js'
import { loadEngine } from './load.js'
import { givenOptions } from './options.js'

const original = globalThis.EventSource
let isDelegating = false

/**
 * Returns the page's EventSource, which may have been replaced since, as by a test double. A replacement may itself construct
 * one of these: that one delegates to the original.
 */
const nativeEventSource = () => {
  const { EventSource: current } = globalThis
  const isLibrary =
    current && (current === FetchEventSource || current.prototype instanceof FetchEventSource)
  return isDelegating || isLibrary ? original : current
}

/** Whether native EventSource supports all options that are given. */
const nativeSuffices = (given) => Object.keys(given).every((option) => option === 'withCredentials')

export const { EventSource } = {
  /** The native EventSource if that supports all options given; a subclass is always a FetchEventSource. */
  EventSource: class extends FetchEventSource {
    constructor(url, init = null) {
      const args = arguments.length ? [`${url}`, givenOptions(init)] : []
      const Native = nativeEventSource()
      if (new.target === EventSource && Native && nativeSuffices(args[1] || {})) {
        isDelegating = true
        try {
          return new Native(...args)
        } finally {
          isDelegating = false
        }
      }
      super(...args)
    }

    static [Symbol.hasInstance](value) {
      if (this !== EventSource) return super[Symbol.hasInstance](value)
      const Native = nativeEventSource()
      return value instanceof FetchEventSource || (Native && value instanceof Native)
    }
  },
}

for (const constructor of [FetchEventSource, EventSource]) {
  // Libraries look for this before they pass a `fetch`.
  constructor[Symbol.for('eventsource.supports-fetch-override')] = true
}
defineConstants(EventSource)

// `openStates` is for polyfill.js.
export { EventSource as default, FetchEventSource, EventSourceError, events, openStates }

/**
 * Starts to load the WebAssembly, or supplies it.
 *
 * @param {*} [source] a URL, a `Response`, its bytes, or a `WebAssembly.Module`; or a promise of one
 */
export const load = async (source) => {
  await loadEngine(source)
}

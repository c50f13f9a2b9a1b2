// The entry of the package: which EventSource, and how the WebAssembly gets here.

import { EventSource as FetchEventSource, live } from './event_source.js'
import { events } from './events.js'
import { start } from './load.js'
import { givenOptions } from './options.js'

const Native = globalThis.EventSource

/** Whether native EventSource understands every option that is given. */
const nativeSuffices = (given) =>
  Native && Object.keys(given).every((option) => option === 'withCredentials')

/** Native where that suffices, ours otherwise. A subclass is always ours. */
export const { EventSource } = {
  EventSource: class extends FetchEventSource {
    constructor(url, init = {}) {
      const args = arguments.length ? [`${url}`, givenOptions(init)] : []
      if (new.target === EventSource && nativeSuffices(args[1] || {})) return new Native(...args)
      super(...args)
    }

    static [Symbol.hasInstance](value) {
      if (this !== EventSource) return super[Symbol.hasInstance](value)
      return value instanceof FetchEventSource || (Native && value instanceof Native)
    }
  },
}

// The last is for polyfill.js.
export { FetchEventSource, events, live }

/**
 * Starts to load the WebAssembly, or supplies it.
 *
 * @param {*} [source] a URL, a `Response`, its bytes, or a `WebAssembly.Module`; or a promise of one
 */
export const load = async (source) => {
  await start(source)
}

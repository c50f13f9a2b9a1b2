// The JavaScript side of the core: what it calls to fire events.

import { Connection, __wbg_finalize_init, __wbg_get_imports } from '../pkg/glue.js'
import { messageEvent } from './message_event.js'

/** The smallest module there is. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

/** Whether there is WebAssembly, and the page's policy allows it. A module that is compiled already needs no leave. */
const isAllowed = (source) => {
  try {
    return !!(source instanceof WebAssembly.Module || new WebAssembly.Module(EMPTY))
  } catch {
    return false
  }
}

/** Compiles the module, from wherever it comes, or takes the core as JavaScript; gives back `connect`. */
export const start = async (source) => {
  if (!isAllowed(source)) {
    const { instantiate } = await import('./fallback.js')
    __wbg_finalize_init({ exports: instantiate(__wbg_get_imports()) })
    return connect
  }
  if (typeof source === 'string' || source instanceof URL) source = await fetch(source)
  if (source instanceof Response) {
    if (!source.ok) throw new Error(`${source.url} was answered with status ${source.status}`)
    source = await source.arrayBuffer()
  }
  const result = await WebAssembly.instantiate(source, __wbg_get_imports())
  __wbg_finalize_init(result.instance || result, result.module)
  return connect
}

const OPEN = 1

// A byte order mark inside a stream is data.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The connection of an event source with this state (see event_source.js). */
const connect = (source, state) => {
  let origin

  return new Connection(
    {
      open(url) {
        origin = new URL(url).origin
        state.readyState = OPEN
        source.dispatchEvent(new Event('open'))
      },

      // The hot path: a batch of events is decoded at once. Its format is described in src/browser/exports.rs.
      events(batch) {
        const text = decoder.decode(batch)
        for (let at = 0, end; at < text.length && state.readyState === OPEN; at = end + 1) {
          end = text.indexOf('\r', at)
          if (text[at] === '\n') {
            state.lastEventId = text.slice(at + 1, end)
            continue
          }
          const type = text.slice(at, end) || 'message'
          const data = text.slice(end + 1, (end = text.indexOf('\r', end + 1)))
          source.dispatchEvent(messageEvent(type, data, origin, state.lastEventId))
        }
      },

      error(reason, message, delay, status, cause) {
        const willReconnect = delay >= 0
        if (reason === 'status') message += ` but with ${status}`
        if (reason === 'content-type') message += ` but '${cause}'`
        state.fail({
          reason,
          message:
            message +
            (willReconnect ? `; reconnecting in ${delay} ms` : '; the connection is closed'),
          status: status || undefined,
          // With a status, it is the answer's type.
          cause: status ? undefined : cause,
          willReconnect,
          delay: willReconnect ? delay : undefined,
        })
      },

      decode: (utf8) => decoder.decode(utf8),
    },
    state.url,
    state.init,
  )
}

// The connection of an event source: the core fires its events.

import { Connection } from '../pkg/glue.js'
import { messageEvent } from './message_event.js'
import { decode, failure } from './receive.js'

const CONNECTING = 0
const OPEN = 1

/** The connection of an event source with this state (see event_source.js). */
export const connect = (source, state) => {
  let origin

  return new Connection(
    {
      open(url) {
        origin = new URL(url).origin
        state.readyState = OPEN
        source.dispatchEvent(new Event('open'))
      },

      // The hot path: a batch of events is decoded at once. Its format is described in src/browser/exports.rs.
      events(utf8) {
        const batch = (state.batch = decode(utf8))
        let at = 0
        while (at < batch.length && state.readyState === OPEN && state.batch === batch) {
          let end = batch.indexOf('\r', at)
          if (batch[at] === '\n') {
            state.lastEventId = batch.slice(at + 1, end)
          } else {
            const type = batch.slice(at, end) || 'message'
            const data = batch.slice(end + 1, (end = batch.indexOf('\r', end + 1)))
            source.dispatchEvent(messageEvent(type, data, origin, state.lastEventId))
          }
          at = end + 1
        }
        state.batch = undefined
      },

      error: (...args) => state.fail(failure(...args)),

      pause() {
        state.readyState = CONNECTING
      },

      decode,
    },
    state.url,
    state.init,
  )
}

// The connection of an event source: the core fires its events.

import { Connection } from '../pkg/glue.js'
import { messageEvent } from './message_event.js'
import { decode, failure } from './receive.js'

const CONNECTING = 0
const OPEN = 1

/** The connection of an event source with this state (see event_source.js). */
export const connect = (source, state) => {
  let origin

  /**
   * The hot path. The format of a batch is described in src/browser/exports.rs.
   *
   * Before the next event the page's promises have their turn, as they have when a browser dispatches: who waits for one
   * message and then for the next loses none. A browser lets all promises have it. No script can, so there are as many turns
   * as an async generator takes.
   */
  const dispatch = async (batch) => {
    let at = 0
    while (at < batch.length && state.readyState === OPEN && state.batch === batch) {
      let end = batch.indexOf('\r', at)
      if (batch[at] === '\n') {
        state.lastEventId = batch.slice(at + 1, end)
      } else {
        const type = batch.slice(at, end) || 'message'
        const data = batch.slice(end + 1, (end = batch.indexOf('\r', end + 1)))
        source.dispatchEvent(messageEvent(type, data, origin, state.lastEventId))
        await undefined
        await undefined
        await undefined
      }
      at = end + 1
    }
  }

  const connection = new Connection(
    {
      open(url) {
        origin = new URL(url).origin
        state.readyState = OPEN
        source.dispatchEvent(new Event('open'))
      },

      // Tells that nothing more may come until it is asked for.
      events(utf8) {
        dispatch((state.batch = decode(utf8))).then(() => connection.resume())
        return true
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
  return connection
}

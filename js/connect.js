// The connection of an event source: the core fires its events.

import { messageEvent } from './message_event.js'
import { decode, failure, newConnection } from './receive.js'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 2

/** The connection of an event source with this state (see event_source.js). */
export const connect = (source, state) => {
  let origin

  let batch
  let at

  /** The hot path: dispatches one event, and tells whether the batch has more. Its format: src/browser/exports.rs. */
  const dispatch = () => {
    while (at < batch.length && state.readyState === OPEN && state.batch === batch) {
      const start = at
      let end = batch.indexOf('\r', start)
      at = end + 1
      if (batch[start] === '\n') {
        state.lastEventId = batch.slice(start + 1, end)
        continue
      }
      const type = batch.slice(start, end) || 'message'
      const data = batch.slice(end + 1, (end = batch.indexOf('\r', end + 1)))
      at = end + 1
      source.dispatchEvent(messageEvent(type, data, origin, state.lastEventId))
      return at < batch.length
    }
    return false
  }

  /**
   * Dispatches the rest of a batch, but first the page's promises have their turn, as they have when a browser dispatches:
   * who waits for one message and then for the next loses none. A browser lets all promises have it. No script can, so there
   * are as many turns as an async generator takes.
   */
  const dispatchRest = async () => {
    do {
      await undefined
      await undefined
      await undefined
    } while (dispatch())
    if (state.readyState !== CLOSED) connection.resume()
  }

  const connection = newConnection(
    {
      open(url) {
        origin = new URL(url).origin
        state.readyState = OPEN
        source.dispatchEvent(new Event('open'))
      },

      // Tells whether nothing more may come until it is asked for.
      events(utf8, reconnectionTime) {
        state.reconnectionTime = reconnectionTime
        batch = state.batch = decode(utf8)
        at = 0
        const hasMore = dispatch()
        if (hasMore) dispatchRest()
        return hasMore
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

// The connection of an event source: the core fires its events.

import { messageEventMaker } from './message_event.js'
import { CLOSED, CONNECTING, OPEN } from './ready_state.js'
import { failure, newBatch, newConnection } from './receive.js'

// Like a browser, we do not call what a subclass has in its place.
const { dispatchEvent } = EventTarget.prototype

/** The connection of an event source with this state (see event_source.js). */
export const connect = (source, state) => {
  const batch = newBatch(state)
  const messageEvent = messageEventMaker()

  /** The hot path: dispatches one event, and tells whether the batch has more. */
  const dispatch = () => {
    const event = state.readyState !== CLOSED && batch.read()
    if (event) dispatchEvent.call(source, messageEvent(event))
    return !!event && batch.hasMore()
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
      open(context) {
        batch.open(context)
        state.readyState = OPEN
        dispatchEvent.call(source, new Event('open'))
      },

      // Tells whether nothing more may come until it is asked for.
      events(utf8, reconnectionTime) {
        state.reconnectionTime = reconnectionTime
        batch.set(utf8)
        const hasMore = dispatch()
        if (hasMore) dispatchRest()
        return hasMore
      },

      error: (...args) => state.fail(failure(...args)),

      pause() {
        state.readyState = CONNECTING
      },

      gone: state.close,
    },
    state.url,
    state.init,
  )
  return {
    ...connection,
    reset() {
      batch.clear()
      connection.reset()
    },
  }
}

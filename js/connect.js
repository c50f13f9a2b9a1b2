// The connection of an event source: delivers what the core receives as events.

import { discardRejectedLater } from '../src/browser/response.js'
import { newBatch } from './batch.js'
import { newConnection } from './connection.js'
import { dispatch, newEvent } from './dispatch.js'
import { failureDetails } from './failure.js'
import { messageEventMaker } from './message_event.js'
import { CLOSED, CONNECTING, OPEN } from './ready_state.js'

/** Creates the connection of an event source with this state (event_source.js). */
export const connect = (core, source, state, sharing) => {
  const batch = newBatch(core, state)
  const messageEvent = messageEventMaker()

  /** The hot path: dispatches one event, and returns whether the batch has more. */
  const dispatchNext = () => {
    const event = state.readyState !== CLOSED && batch.read()
    if (event) dispatch(source, messageEvent(event))
    return !!event && batch.hasMore()
  }

  /**
   * Dispatches the rest of a batch. Before each event, promises of the page are settled, as when a browser dispatches: code
   * that awaits one message and then the next misses none. A browser drains all microtasks; JavaScript can only wait for as
   * many as an async generator takes.
   */
  const dispatchRest = async () => {
    do {
      await undefined
      await undefined
      await undefined
    } while (dispatchNext())
    if (state.readyState !== CLOSED) connection.pull()
  }

  state.discard = batch.clear
  const connection = newConnection(
    core,
    {
      open(context) {
        batch.open(context)
        state.readyState = OPEN
        dispatch(source, newEvent('open', { response: context.response }))
      },

      // Returns whether nothing more may come until `pull()`.
      events(utf8, reconnectionTime) {
        state.reconnectionTime = reconnectionTime
        batch.set(utf8)
        const hasMore = dispatchNext()
        if (hasMore) dispatchRest()
        return hasMore
      },

      error(...args) {
        const details = failureDetails(...args)
        if (details.willReconnect) state.readyState = CONNECTING
        else state.close()
        dispatch(source, newEvent('error', details))
        discardRejectedLater(state.context)
      },

      connecting() {
        state.readyState = CONNECTING
      },

      unloaded: state.close,
    },
    state.context,
    sharing,
  )
  return connection
}

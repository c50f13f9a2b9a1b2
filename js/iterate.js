// The connection of an async iterator: events wait in their batch until they are requested.

import { discardRejectedLater } from '../src/browser/response.js'
import { newBatch } from './batch.js'
import { newConnection } from './connection.js'
import { callListener, newEvent } from './dispatch.js'
import { failureDetails } from './failure.js'

/**
 * Returns an iterator of the events of a connection of this context, which starts at once. `createError` makes an error of the
 * details of a failure: its class is in another file.
 */
export const iterate = (core, context, { lastEventId, onopen, onerror }, createError) => {
  const batch = newBatch(core, { lastEventId })
  let error
  let isClosed = false
  const waiting = []
  /** The events that an earlier connection has delivered. */
  let remaining = []

  const take = () => remaining.shift() || batch.read()

  const takeError = () => {
    const [thrown] = error
    error = undefined
    discardRejectedLater(context)
    return thrown
  }

  const connection = newConnection(
    core,
    {
      open(context) {
        for (let value; (value = batch.read());) remaining.push(value)
        batch.open(context)
        if (onopen) callListener(onopen, newEvent('open', { response: context.response }))
      },
      // Returns whether there is back pressure: nothing more is read while there is an event that was not requested.
      events(utf8) {
        batch.set(utf8)
        for (let value; waiting.length && (value = take());) {
          waiting.shift().resolve({ value, done: false })
        }
        return batch.hasMore()
      },
      error(...args) {
        const details = failureDetails(...args)
        if (onerror) callListener(onerror, newEvent('error', details))
        if (details.willReconnect) return discardRejectedLater(context)
        // A clean end ends the loop.
        finish(details.reason === 'end' ? undefined : [createError(details)])
      },
      connecting() {},
      unloaded: () => finish(),
    },
    context,
  )

  /**
   * Closes the connection and settles all requests for an event. The first is rejected if something is thrown: `thrown` is an
   * array of it.
   */
  const finish = (thrown) => {
    if (isClosed) return
    isClosed = true
    error = thrown
    connection.close(!!thrown)
    for (const { resolve, reject } of waiting.splice(0)) {
      if (error) reject(takeError())
      else resolve({ value: undefined, done: true })
    }
  }
  connection.start()

  /** Discards what has arrived, and closes the connection. */
  const abort = (thrown) => {
    batch.clear()
    remaining = []
    finish(thrown)
    // The error is not delivered, so its response is canceled.
    discardRejectedLater(context)
  }

  return {
    abort,
    next() {
      let value = take()
      if (!value && !isClosed) {
        connection.pull()
        value = take()
      }
      if (value) return Promise.resolve({ value, done: false })
      if (error) return Promise.reject(takeError())
      if (isClosed) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return(value) {
      abort()
      error = undefined
      return Promise.resolve({ value, done: true })
    },
  }
}

// The connection of an async iterator: events wait in their batch until they are asked for.

import { failure, newBatch, newConnection } from './receive.js'

/** An iterator of the events of a connection of its own, which begins at once. */
export const iterate = (url, init) => {
  const batch = newBatch({ lastEventId: init.lastEventId })
  let error
  let isClosed = false
  const waiting = []
  /** What the connection before a pause has left. */
  let left = []

  const take = () => left.shift() || batch.read()

  const connection = newConnection(
    {
      open(context) {
        for (let value; (value = batch.read());) left.push(value)
        batch.open(context)
      },
      // Tells whether that is enough: nothing more is read while there is an event that nobody has asked for.
      events(utf8) {
        batch.set(utf8)
        for (let value; waiting.length && (value = take());) {
          waiting.shift().resolve({ value, done: false })
        }
        return batch.hasMore()
      },
      error(...args) {
        const about = failure(...args)
        if (about.willReconnect) return
        error = Object.assign(new Error(about.message), about)
        finish()
      },
      pause() {},
      gone: () => finish(),
    },
    url,
    init,
  )

  /** Closes the connection and ends all waiting, the first with the error if there is one. */
  const finish = () => {
    if (isClosed) return
    isClosed = true
    if (init.signal) init.signal.removeEventListener('abort', finish)
    connection.close()
    for (const { resolve, reject } of waiting.splice(0)) {
      if (error) reject(error)
      else resolve({ value: undefined, done: true })
      error = undefined
    }
  }
  if (init.signal) init.signal.addEventListener('abort', finish)
  if (init.signal && init.signal.aborted) finish()
  else connection.open()

  return {
    next() {
      let value = take()
      if (!value && !isClosed) {
        connection.resume()
        value = take()
      }
      if (value) return Promise.resolve({ value, done: false })
      if (error) {
        const reason = error
        error = undefined
        return Promise.reject(reason)
      }
      if (isClosed) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return(value) {
      batch.clear()
      left = []
      error = undefined
      finish()
      return Promise.resolve({ value, done: true })
    },
  }
}

// The connection of an async iterator: events wait in their batch until they are asked for.

import { decode, failure, newConnection } from './receive.js'

/** An iterator of the events of a connection of its own, which begins at once. */
export const iterate = (url, init) => {
  let batch = ''
  let at = 0
  let lastEventId = init.lastEventId
  let origin
  let error
  let isClosed = false
  const waiting = []
  /** What the connection before a pause has left. */
  let left = []

  /** The next event of the batch; undefined if there is none. */
  const read = () => {
    while (at < batch.length) {
      let end = batch.indexOf('\r', at)
      const start = at
      if (batch[at] === '\n') {
        at = end + 1
        lastEventId = batch.slice(start + 1, end)
        continue
      }
      const type = batch.slice(start, end) || 'message'
      const data = batch.slice(end + 1, (end = batch.indexOf('\r', end + 1)))
      at = end + 1
      return { type, data, lastEventId, origin }
    }
    return undefined
  }

  const take = () => left.shift() || read()

  const connection = newConnection(
    {
      open(url) {
        for (let value; (value = read());) left.push(value)
        origin = new URL(url).origin
      },
      // Tells whether that is enough: nothing more is read while there is an event that nobody has asked for.
      events(utf8) {
        batch = decode(utf8)
        at = 0
        for (let value; waiting.length && (value = take());) {
          waiting.shift().resolve({ value, done: false })
        }
        return at < batch.length
      },
      error(...args) {
        const about = failure(...args)
        if (about.willReconnect) return
        error = Object.assign(new Error(about.message), about)
        finish()
      },
      pause() {},
      decode,
    },
    url,
    init,
  )

  /** Closes the connection and ends all waiting, the first with the error if there is one. */
  const finish = () => {
    if (!isClosed) connection.close()
    isClosed = true
    if (init.signal) init.signal.removeEventListener('abort', finish)
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
      batch = ''
      left = []
      error = undefined
      finish()
      return Promise.resolve({ value, done: true })
    },
  }
}

// The same connection as an async iterable of plain objects.

import { checkedInit } from './options.js'
import { loadFailure, start } from './load.js'
import { parseURL } from './url.js'

/** The events of a stream. It is connected to when the first is asked for, and left when the loop over them is. */
export const events = (url, init = {}) => {
  url = parseURL(`${url}`)
  init = checkedInit(init)
  let isClosed = false
  let iterator
  let loading

  const load = () =>
    (loading =
      loading ||
      start().then(
        (engine) => {
          if (!isClosed) iterator = engine.iterate(url, init)
        },
        (cause) => {
          if (isClosed) return
          isClosed = true
          const { message, ...about } = loadFailure(cause)
          throw Object.assign(new Error(message), about)
        },
      ))

  const next = () => {
    if (iterator) return iterator.next()
    if (isClosed) return Promise.resolve({ value: undefined, done: true })
    return load().then(next)
  }

  return {
    next,
    return(value) {
      isClosed = true
      return iterator ? iterator.return(value) : Promise.resolve({ value, done: true })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

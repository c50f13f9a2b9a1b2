// The same connection as an async iterable of plain objects.

import { checkedInit, givenOptions } from './options.js'
import { loadFailure, start } from './load.js'
import { parseURL } from './url.js'

/** The events of a stream. It is connected to when the first is asked for, and left when the loop over them is. */
export const events = (url, init = {}) => {
  url = parseURL(`${url}`)
  init = checkedInit(givenOptions(init))
  let isClosed = false
  let iterator
  let loading

  const end = async (value) => {
    isClosed = true
    return { value, done: true }
  }

  const next = () => {
    if (iterator) return iterator.next()
    if (isClosed) return end()
    loading =
      loading ||
      start().then(
        ({ iterate }) => {
          if (!isClosed) iterator = iterate(url, init)
        },
        (cause) => {
          if (isClosed) return
          isClosed = true
          const about = loadFailure(cause)
          throw Object.assign(new Error(about.message), about)
        },
      )
    return loading.then(next)
  }

  return {
    next,
    return: (value) => (iterator ? iterator.return(value) : end(value)),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

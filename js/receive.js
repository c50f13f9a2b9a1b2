// What every receiver does with what the core gives it.

import { connect } from '../pkg/glue.js'

// What a connection is told: src/browser/edge.rs.
const OPEN = 2
const RESUME = 3
const RESET = 4
const STOP = 5
const CLOSE = 6

/** The connection of a receiver, with these checked options. It is not to be told anything after `close()`. */
export const newConnection = (receiver, url, init) => {
  const tell = connect(
    receiver,
    url,
    init,
    init.lastEventId,
    init.initial,
    init.factor,
    init.max,
    init.jitter,
    init.retries,
    init.maxEventSize,
    init.idleTimeout,
    init.pauseWhenHidden,
  )
  return {
    open: () => tell(OPEN),
    resume: () => tell(RESUME),
    reset: () => tell(RESET),
    stop: () => tell(STOP),
    close: () => tell(CLOSE),
  }
}

// A byte order mark inside a stream is data.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** UTF-8, valid or not, as a string. */
export const decode = (utf8) => decoder.decode(utf8)

/** What is told of a failure. `cause` of one with a status is the answer's type. */
export const failure = (reason, message, delay, status, cause) => {
  const willReconnect = delay >= 0
  if (reason === 'status') message += ` but with ${status}`
  if (reason === 'content-type') message += ` but '${cause}'`
  const next = willReconnect ? `reconnecting in ${delay} ms` : 'the connection is closed'
  return {
    reason,
    message: `${message}; ${next}`,
    status: status || undefined,
    cause: status ? undefined : cause,
    willReconnect,
    delay: willReconnect ? delay : undefined,
  }
}

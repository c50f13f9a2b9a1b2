// What every receiver does with what the core gives it.

import { abort, connect, decodeText, release } from '../pkg/glue.js'

// What a connection is told: src/browser/edge.rs.
const OPEN = 3
const RESUME = 4
const RESET = 5
const STOP = 6
const CLOSE = 7

/** The connection of a receiver, with these checked options. */
export const newConnection = (receiver, url, init) => {
  /** The core cannot go on: most likely it was given no more memory. */
  init.crash = (cause) => {
    abort(init)
    release(init)
    receiver.error('internal', 'the core failed', -1, { cause })
  }
  connect(receiver, url, init)
  return {
    open: () => init.report(OPEN),
    resume: () => init.report(RESUME),
    reset: () => init.report(RESET),
    stop: () => init.report(STOP),
    close: () => init.report(CLOSE),
  }
}

/** For fewer bytes than this, a decoder takes longer to be called than to decode. */
const FEW = 48

const decode = (utf8) => {
  if (utf8.length > FEW) return decodeText(utf8)
  let text = ''
  for (let at = 0; at < utf8.length; at++) {
    if (utf8[at] > 127) return decodeText(utf8)
    text += String.fromCharCode(utf8[at])
  }
  return text
}

/**
 * The events of one batch after the other; src/browser/exports.rs has the format. `state.lastEventId` is always that of the
 * event that was read last.
 */
export const newBatch = (state) => {
  let text = ''
  let at = 0
  let origin

  const line = () => {
    const start = at
    const end = text.indexOf('\r', start)
    at = end + 1
    return text.slice(start, end)
  }

  return {
    open({ responseUrl }) {
      origin = responseUrl ? new URL(responseUrl).origin : 'null'
    },
    set(utf8) {
      text = decode(utf8)
      at = 0
    },
    clear() {
      text = ''
    },
    hasMore: () => at < text.length,

    /** The next event; undefined if there is none. */
    read() {
      while (at < text.length) {
        if (text[at] === '\n') {
          state.lastEventId = line().slice(1)
        } else {
          return { type: line() || 'message', data: line(), lastEventId: state.lastEventId, origin }
        }
      }
      return undefined
    },
  }
}

/** What is told of a failure. `cause` of one with a status is the answer's type. */
export const failure = (reason, message, delay, { status, cause }) => {
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

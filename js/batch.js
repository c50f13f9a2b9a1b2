// The events of one batch after the other; npm/src/lib.rs defines the format.

/** For fewer bytes than this, calling a decoder takes longer than decoding. */
const FEW_BYTES = 48

const decode = (utf8, decodeText) => {
  if (utf8.length > FEW_BYTES) return decodeText(utf8)
  let text = ''
  for (let at = 0; at < utf8.length; at++) {
    if (utf8[at] > 127) return decodeText(utf8)
    text += String.fromCharCode(utf8[at])
  }
  return text
}

/** Engines copy a slice of fewer characters than this. */
const MIN_SLICED_STRING_LENGTH = 13

/** Returns a slice that does not keep the whole string alive: one of a concatenation, which has its own copy. */
const copySlice = (slice) =>
  slice.length < MIN_SLICED_STRING_LENGTH ? slice : ` ${slice}`.slice(1)

/** `core` decodes text (engine.js). `state.lastEventId` is always that of the event that was read last. */
export const newBatch = ({ decodeText }, state) => {
  let text = ''
  let at = 0
  let origin
  /** That of the last event: events of one type share its string. */
  let type

  const line = () => {
    const start = at
    const end = text.indexOf('\r', start)
    at = end + 1
    const slice = text.slice(start, end)
    // An event that is most of its batch keeps little else alive.
    return slice.length * 2 < text.length ? copySlice(slice) : slice
  }

  return {
    open({ responseURL }) {
      origin = responseURL ? new URL(responseURL).origin : 'null'
    },
    set(utf8) {
      text = decode(utf8, decodeText)
      at = 0
    },
    clear() {
      text = ''
    },
    hasMore: () => at < text.length,

    /** Returns the next event; undefined if there is none. */
    read() {
      while (at < text.length) {
        if (text[at] === '\n') {
          at++
          state.lastEventId = line()
        } else {
          const own = line() || 'message'
          if (own !== type) type = own
          const event = {
            type,
            data: line(),
            lastEventId: state.lastEventId,
            origin,
          }
          if (at >= text.length) text = ''
          return event
        }
      }
      text = ''
      return undefined
    },
  }
}

// Batches of events, whose format npm/src/lib.rs defines: an event is `type CR data CR`, a new last event ID is
// `LF id CR`.

const CR = 13
const LF = 10

/** Whether these bytes have the format of a batch. */
export const isBatch = (batch) => {
  let at = 0
  while (at < batch.length) {
    for (let lines = batch[at] === LF ? 1 : 2; lines; lines--) {
      at = batch.indexOf(CR, at) + 1
      if (!at) return false
    }
  }
  return true
}

/**
 * Reads a batch that follows this position: its events, the last event ID of each, and what holds after it. A last event ID is exact if it came with the
 * last event and nothing followed.
 */
export const readBatch = (batch, { lastEventId, isExact }) => {
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(batch).split('\r')
  const events = []
  const ids = []
  let isNew = false
  for (let at = 0; at < lines.length - 1; at++) {
    const id = lines[at].slice(1)
    if (lines[at][0] !== '\n') {
      events.push({ type: lines[at], data: lines[++at], lastEventId })
      ids.push(lastEventId)
      isExact = isNew
      isNew = false
    } else if (id !== lastEventId) {
      lastEventId = id
      isExact = false
      isNew = true
    }
  }
  return { events, ids, lastEventId, isExact }
}

/** The last event ID of each event among the entries that follow a position. */
export const idsOf = (entries, position) => {
  let ids = []
  for (const { method, args } of entries) {
    if (method !== 'events') continue
    position = readBatch(args[0], position)
    ids = ids.concat(position.ids)
  }
  return ids
}

/** A batch of these events, after which this is the last event ID. */
export const makeBatch = (events, lastEventId) => {
  let text = ''
  for (const event of events) text += `\n${event.lastEventId}\r${event.type}\r${event.data}\r`
  return new TextEncoder().encode(`${text}\n${lastEventId}\r`)
}

// The own connection of a member that has missed more than the others can send, beside the shared one.

import { readBatch } from './batch.js'

/** How many of its last events are compared with those of the shared connection. */
const MAX_COMPARED = 1_000

/** It starts from these. */
export const newSolo = (lastEventId, reconnectionTime) => {
  let position = { lastEventId, reconnectionTime, isExact: false }
  let ids = []
  return {
    position: () => position,

    /** The connection has received this batch. */
    receive(batch, reconnectionTime) {
      position = { ...readBatch(batch, position), reconnectionTime }
      ids = ids.concat(position.ids).slice(-MAX_COMPARED)
    },

    /** Whether the shared connection was here at this entry. */
    isAt: ({ isExact, lastEventId }) =>
      isExact && position.isExact && lastEventId === position.lastEventId,

    /** The IDs of the events that followed this entry; undefined if it was not received. */
    after({ isExact, lastEventId }) {
      const at = isExact ? ids.indexOf(lastEventId) : -1
      return at < 0 ? undefined : ids.slice(at + 1)
    },
  }
}

// The own connection of a member that has missed more than the others can send, beside the shared one.

import { idsOf, readBatch } from './batch.js'

/** How many of its last events are compared with those of the shared connection. */
const MAX_COMPARED = 1_000

export class Solo {
  /** It starts at this position. */
  constructor({ lastEventId, reconnectionTime }) {
    this.ids = []
    this.position = { lastEventId, reconnectionTime, isExact: false }
  }

  /** The connection has received this batch. */
  receive(batch, reconnectionTime) {
    const { events, lastEventId, isExact } = readBatch(batch, this.position)
    this.position = { lastEventId, reconnectionTime, isExact }
    this.ids = this.ids.concat(idsOf(events)).slice(-MAX_COMPARED)
  }

  /** Whether the shared connection was here at this entry. */
  isAt({ isExact, lastEventId }) {
    return isExact && this.position.isExact && lastEventId === this.position.lastEventId
  }

  /** The IDs of the events that followed this entry; undefined if it was not received. */
  after({ isExact, lastEventId }) {
    const at = isExact ? this.ids.indexOf(lastEventId) : -1
    return at < 0 ? undefined : this.ids.slice(at + 1)
  }
}

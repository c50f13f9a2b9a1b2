// What the shared connection has received lately, in order.
//
// A position is `{ term, index, lastEventId, reconnectionTime, isExact }`: the term of the leader that received the entry
// there, its place in the order, and what holds after it. An entry is a position with what was received: `method` and `args`
// of the delegate's call (js/connect.js). The first entry of a log only says where the log begins.

import { readBatch } from './batch.js'

/** In bytes; a member that comes back and is further behind makes a connection of its own. */
const MAX_SIZE = 2 ** 20

/** About what an entry takes beside its batch. */
const OVERHEAD = 256

export const isLater = (one, other) =>
  one.term > other.term || (one.term === other.term && one.index > other.index)

export const isSame = (one, other) => one.term === other.term && one.index === other.index

export const positionOf = ({ method, args, ...position }) => position

/** What a leader of this term has received after a position; `time` is the reconnection time with events. */
export const createEntry = (position, term, method, args, time) => {
  const entry = { ...position, term, index: position.index + 1, method, args }
  if (method !== 'events') return entry
  const { lastEventId, isExact } = readBatch(args[0], position)
  return { ...entry, lastEventId, isExact, reconnectionTime: time }
}

const sizeOf = ({ method, args }) => OVERHEAD + (method === 'events' ? args[0].length : 0)

export const newLog = () => {
  let entries = []
  let size = 0

  const find = (position) => {
    const at = entries.length ? position.index - entries[0].index : -1
    return entries[at] && isSame(entries[at], position) ? at : -1
  }

  return {
    /** The entries; not to be changed. */
    entries: () => entries,

    /** The last entry; undefined if there is no position yet. */
    end: () => entries[entries.length - 1],

    has: (position) => find(position) >= 0,

    begin(position) {
      entries = [position]
      size = 0
    },

    append(entry) {
      entries.push(entry)
      size += sizeOf(entry)
      while (size > MAX_SIZE && entries.length > 1) {
        entries.shift()
        size -= sizeOf(entries[0])
      }
    },

    /** The entries after a position that it has. */
    after: (position) => entries.slice(find(position) + 1),

    /** The last position or entry of another log, where these entries follow a position, that it has too. */
    common: (position, others) => [position, ...others].filter((other) => find(other) >= 0).pop(),

    /** Removes the entries after a position that it has, and returns them. */
    cut(position) {
      const removed = entries.splice(find(position) + 1)
      for (const entry of removed) size -= sizeOf(entry)
      return removed
    },
  }
}

// What members post to one another. Each message has `type`, `term` and `from`, the sender's ID.
//
//   query     a candidate requests the others' positions                   (to all)
//   reply     { position }: here, or nowhere yet                           (to the candidate)
//   entries   { position, entries, context }: likewise, up to the leader's last entry; `context` is that of the open
//             connection, null if it is not open, absent if that has not changed otherwise than `entries` say    (to all)
//   request   { position }: send what follows this position, or a snapshot (to the leader)
//   snapshot  { to, requested, position, context }: the position that was requested is unknown; this is the last
//   reconnect                                                              (to the leader)
//
// - The holder of the lock leads if it has received as much as the others, whose positions it requests. Each leader has a
//   term, higher than all that anybody knows; a member that has replied ignores leaders of lower terms.
// - The leader appends what its connection receives to its log, and posts it with the position that it follows. A follower that
//   is at another position requests what is between.
// - A member that replies too late, or a leader that was stalled, can be ahead of the position from which a new leader starts.
//   The new connection receives those events again; that member skips them by their last event IDs.
// - A follower that receives nothing from the leader requests what follows. If there is no reply, twice, it steals the lock.

import { isBatch } from './batch.js'

/** Terms have a fraction that has to keep its precision. */
const MAX_TERM = 2 ** 31

const isObject = (value) => typeof value === 'object' && value !== null
const isString = (value) => typeof value === 'string'
const isNumber = (value) => typeof value === 'number'
const isTerm = (term) => isNumber(term) && term >= 0 && term < MAX_TERM

const isContext = (context) => isObject(context) && isString(context.responseURL)

const isPosition = (position) =>
  isObject(position) &&
  isTerm(position.term) &&
  Number.isSafeInteger(position.index) &&
  isString(position.lastEventId) &&
  isNumber(position.reconnectionTime)

/** What the arguments of each of the delegate's methods have to be. */
const METHODS = {
  __proto__: null,
  open: isContext,
  events: (batch) => batch instanceof Uint8Array && isBatch(batch),
  error: (reason, message, note, delay, context) =>
    [reason, message, note].every(isString) &&
    isNumber(delay) &&
    isObject(context) &&
    isObject(context.sent),
  connecting: () => true,
}

const areEntries = (entries, { index }) =>
  Array.isArray(entries) &&
  entries.every(
    (entry) =>
      isPosition(entry) &&
      entry.index === ++index &&
      Array.isArray(entry.args) &&
      isString(entry.method) &&
      entry.method in METHODS &&
      METHODS[entry.method](...entry.args),
  )

const isOptional = (isRight, value) => value == null || isRight(value)

const TYPES = {
  __proto__: null,
  query: () => true,
  reply: ({ position }) => isOptional(isPosition, position),
  entries: ({ position, entries, context }) =>
    isPosition(position) && areEntries(entries, position) && isOptional(isContext, context),
  request: ({ position }) => isOptional(isPosition, position),
  snapshot: ({ requested, position, context }) =>
    isOptional(isPosition, requested) && isPosition(position) && isOptional(isContext, context),
  reconnect: () => true,
}

/** Whether something on the channel is a message of this library's. */
export const isMessage = (message) =>
  isObject(message) &&
  isString(message.type) &&
  message.type in TYPES &&
  isTerm(message.term) &&
  isNumber(message.from) &&
  TYPES[message.type](message)

// The states of a member and the transitions between them.
//
//              handleLock               all have replied, or timeout
//   Follower ────────────► Candidate ───────────────────────────────► Leader
//    ▲ ▲ ▲ │                  │                                         │
//    │ │ └─┼─ handleLockLost, another leader with a higher term ◄───────┘
//    │ │   │  or a member that is further
//    │ │   └─ what is missing is not in the leader's log ─► Solo
//    │ └──────── both connections have received the same event ┘
//    └─ resume ── Suspended ◄── suspend, from everywhere          Closed ◄── close, from everywhere

import { idsOf } from './batch.js'
import { newDelivery } from './delivery.js'
import { newLog, createEntry, isSame, positionOf } from './log.js'
import { newSolo } from './solo.js'

/** How long a candidate waits for replies, a follower for a reply, and a follower before it looks at the leader again. */
export const COLLECT_MS = 200
export const REPLY_MS = 1_000
export const CHECK_MS = 3_000

/**
 * @typedef {object} Member
 * @property {number} id
 * @property {number} reconnectionTime
 * @property {string} role
 * @property {number} term the highest that is known
 * @property {object} log
 * @property {Array} actions what the caller has to do
 * @property {object} delivery
 *
 * Of a follower:
 * @property {boolean} [hasHeartbeat] whether a message of the leader has arrived since the last check
 * @property {boolean} [awaitsEntries] whether it has requested entries that have not arrived
 * @property {number} [requests] how many requests got no reply
 *
 * Of a candidate:
 * @property {number} [others] how many other members wait for the lock
 * @property {number} [pendingReplies] how many of them have not replied
 * @property {boolean} [isMostUpToDate] whether none of them has received more
 *
 * @property {object} [solo] the own connection of a member in the state Solo
 */

/** The state of a member that takes part in nothing yet. */
export const newState = (id, reconnectionTime) => {
  const actions = []
  return {
    id,
    reconnectionTime,
    role: 'suspended',
    term: 0,
    log: newLog(),
    actions,
    delivery: newDelivery((...args) => actions.push(['deliver', ...args])),
  }
}

export const act = (member, ...action) => {
  member.actions.push(action)
}

export const wait = (member, ms) => {
  act(member, 'wait', ms * (1 + member.id / 2))
}

export const post = (member, type, members) => {
  act(member, 'post', { type, term: member.term, from: member.id, ...members })
}

/** The last position; undefined if there is none yet. */
export const lastPosition = (member) => {
  const last = member.log.end()
  return last && positionOf(last)
}

export const raiseTerm = (member) => {
  member.term = Math.floor(member.term) + 1 + member.id
}

/** Requests from the leader what follows the last position. */
export const requestEntries = (member) => {
  if (member.awaitsEntries) return
  member.awaitsEntries = true
  post(member, 'request', { position: lastPosition(member) })
}

/** Requests the lock, and follows until it is held. */
export const becomeFollower = (member, ms) => {
  member.role = 'follower'
  member.hasHeartbeat = member.awaitsEntries = false
  member.requests = 0
  act(member, 'request')
  wait(member, ms)
}

const disconnect = (member) => {
  act(member, 'disconnect')
  act(member, 'release')
}

export const stepDown = (member) => {
  disconnect(member)
  member.delivery.connecting()
  becomeFollower(member, REPLY_MS)
}

export const leave = (member, role) => {
  member.role = role
  disconnect(member)
  act(member, 'leave')
  act(member, 'wait', 0)
}

/** Requests the others' positions, in a new term. */
export const becomeCandidate = (member) => {
  member.role = 'candidate'
  raiseTerm(member)
  member.pendingReplies = member.others
  member.isMostUpToDate = true
  if (!member.pendingReplies) return becomeLeader(member)
  post(member, 'query')
  wait(member, COLLECT_MS)
}

/** Leads, if nobody has received more. Otherwise the lock goes to the next one, until the furthest has it. */
export const concludeElection = (member) => {
  if (member.isMostUpToDate) becomeLeader(member)
  else stepDown(member)
}

export const becomeLeader = (member) => {
  const { log, reconnectionTime } = member
  member.role = 'leader'
  if (!log.end()) {
    log.begin({ term: member.term, index: 0, lastEventId: '', reconnectionTime, isExact: false })
  }
  member.delivery.connecting()
  announce(member)
  act(member, 'connect', log.end().lastEventId, log.end().reconnectionTime)
  act(member, 'wait', 0)
}

export const announce = (member) => {
  post(member, 'entries', {
    position: lastPosition(member),
    entries: [],
    context: member.delivery.openContext(),
  })
}

/** Posts what the leader's connection has received before the object is told. */
export const relay = (member, method, args, shared, time) => {
  const position = lastPosition(member)
  if (method === 'events' && !shared[0].length && time === position.reconnectionTime) return
  const entry = createEntry(position, member.term, method, shared, time)
  post(member, 'entries', { position, entries: [entry] })
  append(member, entry, args)
}

/** `args` are the delegate's arguments, if they are not those in the log. */
export const append = (member, entry, args = entry.args) => {
  const { lastEventId } = member.log.end()
  member.log.append(entry)
  if (!member.solo) return member.delivery.dispatch(entry, lastEventId, args)
  const ids = member.solo.after(entry)
  if (ids) rejoin(member, entry, ids)
}

/** Appends the entries that follow the last one. */
export const extend = (member, entries) => {
  for (const entry of entries) if (entry.index > member.log.end().index) append(member, entry)
}

/** Appends the entries of the leader that follow a position. They run to the end of its log. */
export const reconcile = (member, position, entries) => {
  const { log } = member
  const last = log.end()
  const common = last && log.common(position, entries)
  if (!common) return requestEntries(member)
  member.awaitsEntries = false
  if (!isSame(common, last) && !member.solo) {
    // A connection that starts from no ID receives nothing again.
    if (!common.lastEventId && last.lastEventId) return goSolo(member, positionOf(common))
    member.delivery.expect(idsOf(log.after(common), common), common.lastEventId)
  }
  log.cut(common)
  extend(member, entries)
}

/** Connects alone, while the shared connection is at this position or later. */
export const goSolo = (member, position, last = member.log.end()) => {
  const { log, solo } = member
  const { lastEventId, reconnectionTime } = solo ? solo.position() : last
  member.role = 'solo'
  member.awaitsEntries = false
  member.solo = newSolo(lastEventId, reconnectionTime)
  log.begin(position)
  member.delivery.connecting()
  act(member, 'release')
  act(member, 'connect', lastEventId, reconnectionTime)
  wait(member, CHECK_MS)
}

/** What the own connection has received. */
export const receiveSolo = (member, method, args, shared, time) => {
  const { lastEventId } = member.solo.position()
  member.delivery.dispatch({ method, args: shared, reconnectionTime: time }, lastEventId, args)
  if (method !== 'events') return
  member.solo.receive(shared[0], time)
  compare(member)
}

export const compare = (member) => {
  const match = member.log.entries().find(member.solo.isAt)
  if (match) rejoin(member, match, [])
}

/** The own connection is at this entry, or further by events with these IDs. */
export const rejoin = (member, entry, ids) => {
  member.solo = undefined
  member.delivery.expect(ids)
  const entries = member.log.cut(entry)
  act(member, 'disconnect')
  becomeFollower(member, CHECK_MS)
  extend(member, entries)
}

/** There is no shared connection: the next one can start where the own one is. */
export const abandonSharedLog = (member) => {
  raiseTerm(member)
  const position = { ...member.solo.position(), term: member.term, index: 0 }
  member.log.begin(positionOf(position))
  member.solo = undefined
  stepDown(member)
}

// The state machine of a member: one object that shares its connection with others. It is a simple form of Raft, with the terms
// of Raft.
//
// It is JavaScript because that is smaller. In Rust the main paths alone, without solo members and the check of messages, add
// 3.9 KB (brotli) to the core's module, which every page loads, or 6.9 KB as a module of their own; here all of it takes 3 KB.
//
// It has no clock, no randomness and no I/O. `handle…` tells it what happened; `poll` returns what the caller has to do next,
// as `[name, ...args]`, until there is nothing left:
//
//   join, leave               open or close the channel
//   post MESSAGE              to all others: see messages.js
//   request, steal            request the lock, or take it from its holder; `handleLock` or `handleLockLost` follow
//   release                   withdraw the request or release the lock
//   connect ID, TIME          open a connection that starts from this last event ID and reconnection time
//   disconnect, reconnect     the connection that was opened
//   deliver METHOD, ...ARGS   call a method of the delegate
//   wait MS                   call `handleTimeout` in this many milliseconds, and not as said before; 0 for never

import { isLater, isSame } from './log.js'
import { isMessage } from './messages.js'
import {
  CHECK_MS,
  REPLY_MS,
  act,
  announce,
  requestEntries,
  reconcile,
  becomeCandidate,
  compare,
  concludeElection,
  lastPosition,
  extend,
  becomeFollower,
  goSolo,
  leave,
  abandonSharedLog,
  newState,
  post,
  raiseTerm,
  receiveSolo,
  relay,
  stepDown,
  wait,
} from './transitions.js'

/** So many requests without a reply depose a leader. */
const MAX_UNANSWERED_REQUESTS = 2

/** Messages that only a leader or a candidate posts. */
const OF_LEADERS = ['query', 'entries', 'snapshot']

/** What a member does with each message; `isCurrent` says that it is of the current term. */
const HANDLERS = {
  query(member) {
    if (member.role !== 'solo') post(member, 'reply', { position: lastPosition(member) })
  },

  reply(member, { position }, isCurrent) {
    if (member.role !== 'candidate' || !isCurrent) return
    const last = member.log.end()
    if (position && !(last && !isLater(position, last))) member.isMostUpToDate = false
    if (!--member.pendingReplies) concludeElection(member)
  },

  entries(member, { position, entries, context }, isCurrent) {
    if (member.role === 'candidate') {
      // What the last leader posted can arrive after the lock.
      const last = member.log.end()
      if (last && isSame(last, position)) extend(member, entries)
    } else if (isCurrent && member.role !== 'leader') {
      reconcile(member, position, entries)
      if (member.role === 'follower' && !member.awaitsEntries)
        member.delivery.setOpenContext(context)
    }
  },

  request(member, { from, position }) {
    if (member.role !== 'leader') return
    const context = member.delivery.openContext()
    if (position && member.log.has(position)) {
      post(member, 'entries', { position, entries: member.log.after(position), context })
    } else {
      post(member, 'snapshot', {
        to: from,
        requested: position,
        position: lastPosition(member),
        context,
      })
    }
  },

  snapshot(member, { to, requested, position, context }, isCurrent) {
    if (to !== member.id || !isCurrent || !member.awaitsEntries) return
    member.awaitsEntries = false
    const last = member.log.end()
    if (last && !(requested && isSame(requested, last))) return
    member.log.begin(position)
    if (member.role === 'solo') compare(member)
    else if (last) goSolo(member, position, last)
    else {
      member.delivery.setPosition(position)
      member.delivery.setOpenContext(context)
    }
  },

  reconnect(member) {
    if (member.role === 'leader') act(member, 'reconnect')
  },
}

/** `id` is a random number between 0 and 1 that no other member has. */
export const newMember = (id, reconnectionTime) => {
  const member = newState(id, reconnectionTime)
  return {
    role: () => member.role,
    poll: () => member.actions.shift(),

    /** Something has arrived on the channel. */
    handleMessage(message) {
      if (member.role === 'suspended' || member.role === 'closed' || !isMessage(message)) return
      const { type, term } = message
      const isOfLeader = OF_LEADERS.includes(type)
      if (term > member.term) {
        member.term = term
        // What was requested in a lower term will not arrive.
        if (type !== 'snapshot') member.awaitsEntries = false
        if (isOfLeader && (member.role === 'leader' || member.role === 'candidate'))
          stepDown(member)
        // A member that was away can know a term from another time.
        else if (member.role === 'candidate') becomeCandidate(member)
        else if (member.role === 'leader') {
          raiseTerm(member)
          announce(member)
        }
      }
      const isCurrent = term === member.term
      if (isOfLeader && isCurrent) member.hasHeartbeat = true
      HANDLERS[type](member, message, isCurrent)
    },

    /** The lock is held; this many others wait for it. */
    handleLock(others) {
      if (member.role !== 'follower') return
      member.others = others
      becomeCandidate(member)
    },

    /** The lock was stolen. */
    handleLockLost() {
      if (member.role === 'leader' || member.role === 'candidate') stepDown(member)
    },

    handleTimeout() {
      if (member.role === 'candidate') return concludeElection(member)
      if (member.role !== 'follower' && member.role !== 'solo') return
      const isFine = member.hasHeartbeat && !member.awaitsEntries
      if (member.hasHeartbeat) member.requests = 0
      member.hasHeartbeat = member.awaitsEntries = false
      if (isFine) return wait(member, CHECK_MS)
      if (member.requests++ < MAX_UNANSWERED_REQUESTS) {
        requestEntries(member)
        return wait(member, REPLY_MS)
      }
      if (member.role === 'solo') return abandonSharedLog(member)
      member.requests = 0
      act(member, 'steal')
      wait(member, CHECK_MS)
    },

    /**
     * The connection has called a method of its delegate with `args`; `shared` are those that can be posted, `time` is the
     * reconnection time.
     */
    handleConnection(method, args, shared, time) {
      if (member.role === 'leader') relay(member, method, args, shared, time)
      else if (member.role === 'solo') receiveSolo(member, method, args, shared, time)
    },

    /** Drops the connection or the wait of the leader and connects at once. */
    reconnect() {
      if (member.role === 'leader' || member.role === 'solo') act(member, 'reconnect')
      else if (member.role === 'follower') post(member, 'reconnect')
    },

    /** Takes no part until `resume`. */
    suspend() {
      leave(member, 'suspended')
      member.delivery.connecting()
    },

    resume() {
      act(member, 'join')
      if (member.solo) goSolo(member, member.log.end())
      else becomeFollower(member, REPLY_MS)
      requestEntries(member)
    },

    /** Nothing is delivered any more. */
    close() {
      member.actions.length = 0
      leave(member, 'closed')
    },
  }
}

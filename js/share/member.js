// The state machine of a member: one object that shares its connection with others. It is a simple form of Raft, with the terms
// of Raft.
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
import { CHECK_MS, REPLY_MS, Transitions } from './transitions.js'

/** So many requests without a reply depose a leader. */
const MAX_REQUESTS = 2

/** Messages that only a leader or a candidate posts. */
const OF_LEADERS = ['query', 'entries', 'state']

/** What a member does with each message; `isCurrent` says that it is of the current term. */
const HANDLERS = {
  query(member) {
    if (member.role !== 'solo') member.post('reply', { position: member.end() })
  },

  reply(member, { position }, isCurrent) {
    if (member.role !== 'candidate' || !isCurrent) return
    const last = member.log.end()
    if (position && !(last && !isLater(position, last))) member.isFurthest = false
    if (!--member.missing) member.decide()
  },

  entries(member, { position, entries, context }, isCurrent) {
    if (member.role === 'candidate') {
      // What the last leader posted can arrive after the lock.
      const last = member.log.end()
      if (last && isSame(last, position)) member.extend(entries)
    } else if (isCurrent && member.role !== 'leader') {
      member.attach(position, entries)
      if (member.role === 'follower' && !member.isAsking) member.delivery.adopt(context)
    }
  },

  want(member, { from, position }) {
    if (member.role !== 'leader') return
    const context = member.delivery.openContext()
    if (position && member.log.has(position)) {
      member.post('entries', { position, entries: member.log.after(position), context })
    } else {
      member.post('state', { to: from, asked: position, position: member.end(), context })
    }
  },

  state(member, { to, asked, position, context }, isCurrent) {
    if (to !== member.id || !isCurrent || !member.isAsking) return
    member.isAsking = false
    const last = member.log.end()
    if (last && !(asked && isSame(asked, last))) return
    member.log.begin(position)
    if (member.role === 'solo') member.compare()
    else if (last) member.goSolo(position, last)
    else {
      member.delivery.learn(position)
      member.delivery.adopt(context)
    }
  },

  reconnect(member) {
    if (member.role === 'leader') member.act('reconnect')
  },
}

/** `id` is a random number between 0 and 1 that no other member has. */
export class Member extends Transitions {
  poll() {
    return this.actions.shift()
  }

  /** Something has arrived on the channel. */
  handleMessage(message) {
    if (this.role === 'away' || this.role === 'closed' || !isMessage(message)) return
    const { type, term } = message
    const isOfLeader = OF_LEADERS.includes(type)
    if (term > this.term) {
      this.term = term
      // What was asked for in a lower term will not come.
      if (type !== 'state') this.isAsking = false
      if (isOfLeader && (this.role === 'leader' || this.role === 'candidate')) this.stepDown()
      // A member that was away can know a term from another time.
      else if (this.role === 'candidate') this.collect()
      else if (this.role === 'leader') {
        this.raiseTerm()
        this.announce()
      }
    }
    const isCurrent = term === this.term
    if (isOfLeader && isCurrent) this.isHeard = true
    HANDLERS[type](this, message, isCurrent)
  }

  /** The lock is held; this many others wait for it. */
  handleLock(others) {
    if (this.role !== 'follower') return
    this.others = others
    this.collect()
  }

  /** The lock was stolen. */
  handleLockLost() {
    if (this.role === 'leader' || this.role === 'candidate') this.stepDown()
  }

  handleTimeout() {
    if (this.role === 'candidate') return this.decide()
    if (this.role !== 'follower' && this.role !== 'solo') return
    const isFine = this.isHeard && !this.isAsking
    if (this.isHeard) this.requests = 0
    this.isHeard = this.isAsking = false
    if (isFine) return this.wait(CHECK_MS)
    if (this.requests++ < MAX_REQUESTS) {
      this.ask()
      return this.wait(REPLY_MS)
    }
    if (this.role === 'solo') return this.leaveSolo()
    this.requests = 0
    this.act('steal')
    this.wait(CHECK_MS)
  }

  /**
   * The connection has called a method of its delegate with `args`; `shared` are those that can be posted, `time` is the
   * reconnection time.
   */
  handleConnection(method, args, shared, time) {
    if (this.role === 'leader') this.relay(method, args, shared, time)
    else if (this.role === 'solo') this.receive(method, args, shared, time)
  }

  /** Drops the connection or the wait of the leader, whoever that is, and connects at once. */
  reconnect() {
    if (this.role === 'leader' || this.role === 'solo') this.act('reconnect')
    else if (this.role === 'follower') this.post('reconnect')
  }

  /** Takes no part until `resume`. */
  suspend() {
    this.leave('away')
    this.delivery.pause()
  }

  resume() {
    this.act('join')
    if (this.solo) this.goSolo(this.log.end())
    else this.follow(REPLY_MS)
    this.ask()
  }

  /** Nothing is delivered any more. */
  close() {
    this.actions.length = 0
    this.leave('closed')
  }
}

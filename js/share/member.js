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
//
//              handleLock               all have replied, or timeout
//   Follower ────────────► Candidate ───────────────────────────────► Leader
//    ▲ ▲ ▲ │                  │                                         │
//    │ │ └─┼─ handleLockLost, another leader with a higher term ◄───────┘
//    │ │   │  or a member that is further
//    │ │   └─ what is missing is not in the leader's log ─► Solo
//    │ └──────── both connections have received the same event ┘
//    └─ resume ── Away ◄── suspend, from everywhere          Closed ◄── close, from everywhere

import { idsOf } from './batch.js'
import { newDelivery } from './delivery.js'
import { entryAfter, isLater, isSame, newLog, positionOf } from './log.js'
import { isMessage } from './messages.js'
import { newSolo } from './solo.js'

/** How long a candidate waits for replies, a follower for a reply, and a follower before it looks at the leader again. */
const COLLECT_MS = 200
const REPLY_MS = 1_000
const CHECK_MS = 3_000

/** So many requests without a reply depose a leader. */
const MAX_REQUESTS = 2

/** Messages that only a leader or a candidate posts. */
const OF_LEADERS = ['query', 'entries', 'state']

/** `id` is a random number between 0 and 1 that no other member has. */
export const newMember = (id, reconnectionTime) => {
  const log = newLog()
  const actions = []
  const act = (...action) => actions.push(action)
  const delivery = newDelivery((...args) => act('deliver', ...args))
  let role = 'away'
  /** The highest term that is known. */
  let term = 0

  // Of a follower: whether it has heard of the leader since it last looked, and how often it has asked in vain.
  let isHeard = false
  let isAsking = false
  let requests = 0

  // Of a candidate: how many others wait for the lock, and how many of them have not replied.
  let others = 0
  let missing
  let isFurthest

  let solo

  const wait = (ms) => act('wait', ms * (1 + id / 2))
  const post = (type, members) => act('post', { type, term, from: id, ...members })
  const end = () => log.end() && positionOf(log.end())

  const raiseTerm = () => {
    term = Math.floor(term) + 1 + id
  }

  /** Asks the leader for what follows the last position. */
  const ask = () => {
    if (isAsking) return
    isAsking = true
    post('want', { position: end() })
  }

  /** Requests the lock and follows until it is held. */
  const follow = (ms) => {
    role = 'follower'
    isHeard = isAsking = false
    requests = 0
    act('request')
    wait(ms)
  }

  const stepDown = () => {
    act('disconnect')
    act('release')
    delivery.pause()
    follow(REPLY_MS)
  }

  const leave = () => {
    act('disconnect')
    act('release')
    act('leave')
    act('wait', 0)
  }

  /** Connects alone, while the shared connection is at this position or later. */
  const goSolo = (position, last = log.end()) => {
    solo = newSolo(solo ? solo.position() : last)
    role = 'solo'
    isAsking = false
    log.begin(position)
    delivery.pause()
    act('release')
    act('connect', solo.position().lastEventId, solo.position().reconnectionTime)
    wait(CHECK_MS)
  }

  /** The own connection is at this entry, or further by events with these IDs. */
  const rejoin = (entry, ids) => {
    solo = undefined
    delivery.expect(ids)
    const entries = log.cut(entry)
    act('disconnect')
    follow(CHECK_MS)
    for (const entry of entries) append(entry)
  }

  const compare = () => {
    const match = log.entries().find(solo.isAt)
    if (match) rejoin(match, [])
  }

  /** There is no shared connection: the next one can start where the own one is. */
  const leaveSolo = () => {
    raiseTerm()
    log.begin({ ...solo.position(), term, index: 0 })
    solo = undefined
    stepDown()
  }

  /** `args` are the delegate's arguments, if they are not those in the log. */
  const append = (entry, args = entry.args) => {
    const { lastEventId } = log.end()
    log.append(entry)
    if (!solo) return delivery.dispatch(entry, lastEventId, args)
    const ids = solo.after(entry)
    if (ids) rejoin(entry, ids)
  }

  /** Appends the entries that follow the last one. */
  const extend = (entries) => {
    for (const entry of entries) if (entry.index > log.end().index) append(entry)
  }

  /** Appends the entries of the leader that follow a position. They run to the end of its log. */
  const attach = (position, entries) => {
    const last = log.end()
    const common = last && log.common(position, entries)
    if (!common) return ask()
    isAsking = false
    if (!isSame(common, last) && !solo) {
      // A connection that starts from no ID receives nothing again.
      if (!common.lastEventId && last.lastEventId) return goSolo(positionOf(common))
      delivery.expect(idsOf(log.after(common), common), common.lastEventId)
    }
    log.cut(common)
    extend(entries)
  }

  /** Asks the others for their positions, in a new term. */
  const collect = () => {
    role = 'candidate'
    raiseTerm()
    missing = others
    isFurthest = true
    if (!missing) return lead()
    post('query')
    wait(COLLECT_MS)
  }

  /** Leads, if nobody has received more. Otherwise the lock goes to the next one, until the furthest has it. */
  const decide = () => {
    if (isFurthest) lead()
    else stepDown()
  }

  const announce = () =>
    post('entries', { position: end(), entries: [], context: delivery.openContext() })

  const lead = () => {
    role = 'leader'
    if (!log.end()) {
      log.begin({ term, index: 0, lastEventId: '', reconnectionTime, isExact: false })
    }
    delivery.pause()
    announce()
    act('connect', log.end().lastEventId, log.end().reconnectionTime)
    act('wait', 0)
  }

  /** Posts what the leader's connection has received before the object is told. */
  const relay = (method, args, shared, time) => {
    const position = end()
    if (method === 'events' && !shared[0].length && time === position.reconnectionTime) return
    const entry = entryAfter(position, term, method, shared, time)
    post('entries', { position, entries: [entry] })
    append(entry, args)
  }

  /** What is done with a message; `isCurrent` says that it is of the current term. */
  const handlers = {
    query() {
      if (role !== 'solo') post('reply', { position: end() })
    },

    reply({ position }, isCurrent) {
      if (role !== 'candidate' || !isCurrent) return
      const last = log.end()
      if (position && !(last && !isLater(position, last))) isFurthest = false
      if (!--missing) decide()
    },

    entries({ position, entries, context }, isCurrent) {
      if (role === 'candidate') {
        // What the last leader posted can arrive after the lock.
        const last = log.end()
        if (last && isSame(last, position)) extend(entries)
      } else if (isCurrent && role !== 'leader') {
        attach(position, entries)
        if (role === 'follower' && !isAsking) delivery.adopt(context)
      }
    },

    want({ from, position }) {
      if (role !== 'leader') return
      const context = delivery.openContext()
      if (position && log.has(position)) {
        post('entries', { position, entries: log.after(position), context })
      } else {
        post('state', { to: from, asked: position, position: end(), context })
      }
    },

    state({ to, asked, position, context }, isCurrent) {
      if (to !== id || !isCurrent || !isAsking) return
      isAsking = false
      const last = log.end()
      if (last && !(asked && isSame(asked, last))) return
      log.begin(position)
      if (role === 'solo') compare()
      else if (last) goSolo(position, last)
      else {
        delivery.learn(position)
        delivery.adopt(context)
      }
    },

    reconnect() {
      if (role === 'leader') act('reconnect')
    },
  }

  return {
    poll: () => actions.shift(),
    role: () => role,

    /** Something has arrived on the channel. */
    handleMessage(message) {
      if (role === 'away' || role === 'closed' || !isMessage(message)) return
      const { type, term: theirs } = message
      const isOfLeader = OF_LEADERS.includes(type)
      if (theirs > term) {
        term = theirs
        // What was asked for in a lower term will not come.
        if (type !== 'state') isAsking = false
        if (isOfLeader && (role === 'leader' || role === 'candidate')) stepDown()
        // A member that was away can know a term from another time.
        else if (role === 'candidate') collect()
        else if (role === 'leader') {
          raiseTerm()
          announce()
        }
      }
      const isCurrent = theirs === term
      isHeard = isHeard || (isOfLeader && isCurrent)
      handlers[type](message, isCurrent)
    },

    /** The lock is held; this many others wait for it. */
    handleLock(waiting) {
      if (role !== 'follower') return
      others = waiting
      collect()
    },

    /** The lock was stolen. */
    handleLockLost() {
      if (role === 'leader' || role === 'candidate') stepDown()
    },

    handleTimeout() {
      if (role === 'candidate') return decide()
      if (role !== 'follower' && role !== 'solo') return
      const isFine = isHeard && !isAsking
      if (isHeard) requests = 0
      isHeard = isAsking = false
      if (isFine) return wait(CHECK_MS)
      if (requests++ < MAX_REQUESTS) {
        ask()
        return wait(REPLY_MS)
      }
      if (role === 'solo') return leaveSolo()
      requests = 0
      act('steal')
      wait(CHECK_MS)
    },

    /**
     * The connection has called a method of its delegate with `args`; `shared` are those that can be posted, `time` is the
     * reconnection time.
     */
    handleConnection(method, args, shared, time) {
      if (role === 'leader') return relay(method, args, shared, time)
      if (role !== 'solo') return
      const { lastEventId } = solo.position()
      delivery.dispatch({ method, args: shared, reconnectionTime: time }, lastEventId, args)
      if (method !== 'events') return
      solo.receive(shared[0], time)
      compare()
    },

    /** Drops the connection or the wait of the leader, whoever that is, and connects at once. */
    reconnect() {
      if (role === 'leader' || role === 'solo') act('reconnect')
      else if (role === 'follower') post('reconnect')
    },

    /** Takes no part until `resume`. */
    suspend() {
      role = 'away'
      leave()
      delivery.pause()
    },

    resume() {
      act('join')
      if (solo) goSolo(log.end())
      else follow(REPLY_MS)
      ask()
    },

    /** Nothing is delivered any more. */
    close() {
      role = 'closed'
      actions.length = 0
      leave()
    },
  }
}

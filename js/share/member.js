// The state machine of one object that shares its connection with others: a simple form of Raft, whose terms it uses.
//
// It has no clock, no randomness and no I/O. `handle…` tells it what happened; `poll` returns what the caller has to do next,
// as `[name, ...args]`, until there is nothing left:
//
//   join, leave                open or close the channel
//   post MESSAGE               to all others: see messages.js
//   request, steal             request the lock, or take it from its holder; then `handleLock` or `handleLockLost`
//   release                    withdraw the request or release the lock
//   connect ID, TIME           open a connection that starts from this last event ID and reconnection time
//   disconnect, reconnect      the connection that was opened
//   deliver METHOD, ...ARGS    call a method of the delegate: `open`, `events`, `error` or `pause`
//   wait MS                    call `handleTimeout` in this many milliseconds, and not as said before; 0 for never
//
//                  handleLock               all have replied, or timeout
//   Follower ─────────────────► Candidate ──────────────────────────────► Leader
//    ▲ ▲  ▲                       │   │                                     │
//    │ │  └────── handleLockLost, or another one with a higher term ◄───────┘
//    │ │                              │
//    │ └── same event in both ── Solo ◄── others have received what nobody can send any more
//    │         connections
//    └─ resume ── Away ◄── suspend, from everywhere      Closed ◄── close, from everywhere
//
// - The holder of the lock is the leader. Before it connects, it asks the others for their positions, and gets what it has not
//   received from the one that is furthest. Who replies ignores older leaders from then on: each leader has a term of its own,
//   higher than all that anybody knows.
// - The leader appends what its connection receives to the log and posts it with the position that it follows. A follower
//   that is at another position asks for what is between.
// - A late reply, or a leader that was stalled, can be ahead of the position from which a new leader starts. The new connection
//   repeats those events, and the member that has them skips them, by their last event IDs.
// - A follower that hears nothing asks the leader for what follows. No reply, twice: it steals the lock.
// - Solo is a member with a connection of its own, after it has missed more than the leader's log has. It ends where both
//   connections have received an event with the same ID.

import { makeBatch, readBatch } from './batch.js'
import { isSame, newLog, positionOf } from './log.js'
import { isMessage } from './messages.js'

/** How long a candidate waits for replies, a follower for a reply, and a follower between looks at the leader. */
const COLLECT_MS = 200
const REPLY_MS = 1_000
const CHECK_MS = 3_000

/** So many requests without a reply depose a leader. */
const MAX_REQUESTS = 2

/** How many events of its own connection a solo member compares with those of the shared one. */
const MAX_COMPARED = 1_000

const idsOf = ({ events }) => events.map(({ lastEventId }) => lastEventId)

const isLater = (one, other) =>
  one.term > other.term || (one.term === other.term && one.index > other.index)

/** `id` is a random number between 0 and 1 that no other member has. */
export const newMember = (id, reconnectionTime) => {
  const log = newLog()
  const actions = []
  let role = 'away'
  /** The highest term that is known. */
  let term = 0
  /** What the object was told last: whether the connection is open, and the context of the open or last one. */
  let isOpen = false
  let context = { responseURL: '' }
  /** The last event IDs of delivered events that are not in the log: the connection will receive them again. */
  let repeats = []

  // Of a follower.
  let isHeard = false
  let isAsking = false
  let requests = 0

  // Of a candidate.
  let others = 0
  let replies
  let best
  let isFetching

  // Of a solo member: its own position, and the last event IDs of its events.
  let own
  let ownIds = []

  const act = (...action) => actions.push(action)
  const post = (type, members) => act('post', { type, term, from: id, ...members })
  const wait = (ms) => act('wait', Math.round(ms * (1 + id / 2)))

  /** Asks the leader for what follows the last position. */
  const ask = () => {
    if (isAsking) return
    isAsking = true
    const end = log.end()
    post('want', { position: end && positionOf(end) })
  }

  const deliver = (method, ...args) => {
    if (method === 'pause' && !isOpen) return
    isOpen = method === 'open' || (isOpen && method === 'events')
    act('deliver', method, ...args)
  }

  /** The batch without the events that were delivered before. */
  const withoutRepeats = (batch, lastEventId) => {
    const read = readBatch(batch, { lastEventId })
    const events = read.events.filter((event) => {
      const at = repeats.indexOf(event.lastEventId)
      // An event that is none of them is new, and so is what follows.
      repeats = repeats.slice(at < 0 ? repeats.length : at + 1)
      return at < 0
    })
    // While there are repeats, the object's last event ID is that of the last one.
    if (repeats.length) return undefined
    return makeBatch(events, read.lastEventId)
  }

  /** Delivers what was received at a position with this last event ID; `args` are the delegate's. */
  const dispatch = ({ method, args: [batch], reconnectionTime }, lastEventId, args) => {
    if (method !== 'events') {
      if (method === 'open') context = { responseURL: args[0].responseURL }
      return deliver(method, ...args)
    }
    if (repeats.length) batch = withoutRepeats(batch, lastEventId)
    if (!batch) return
    // It was received before this object was away, or while it was.
    if (!isOpen) deliver('open', context)
    deliver('events', batch, reconnectionTime)
  }

  const append = (entry, args = entry.args) => {
    const { lastEventId } = log.end()
    log.append(entry)
    if (role !== 'solo') return dispatch(entry, lastEventId, args)
    const at = entry.isExact ? ownIds.indexOf(entry.lastEventId) : -1
    if (at < 0) return
    repeats = ownIds.slice(at + 1)
    rejoin(entry)
  }

  /** Takes over the state at a position without what was received before. */
  const learn = (position) => {
    log.begin(position)
    act('deliver', 'events', makeBatch([], position.lastEventId), position.reconnectionTime)
  }

  /** The object's state becomes that of the leader's connection, if that is given. */
  const adopt = (open) => {
    if (open) context = open
    if (open && !isOpen) deliver('open', context)
    if (open === null) deliver('pause')
  }

  /** The leader's log is another one after this position: what was delivered from the own one will be received again. */
  const diverge = (position) => {
    let read = position
    let ids = []
    for (const { method, args } of log.cut(position)) {
      if (method !== 'events') continue
      read = readBatch(args[0], read)
      ids = ids.concat(idsOf(read))
    }
    if (role === 'solo') return
    repeats = ids.concat(repeats).filter((id) => id && id !== position.lastEventId)
  }

  /** Appends the leader's entries after a position. They run to the end of its log. */
  const attach = (position, entries) => {
    if (!log.end() || !log.has(position)) return ask()
    isAsking = false
    let known = 0
    while (known < entries.length && log.has(entries[known])) position = entries[known++]
    if (!isSame(position, log.end())) {
      // A connection that starts from no ID repeats nothing.
      if (role !== 'solo' && !position.lastEventId && log.end().lastEventId) return goSolo(position)
      diverge(position)
    }
    for (const entry of entries.slice(known)) append(entry)
  }

  const follow = (nextWait) => {
    role = 'follower'
    act('request')
    requests = 0
    wait(nextWait)
  }

  const stepDown = () => {
    act('disconnect')
    act('release')
    deliver('pause')
    follow(REPLY_MS)
    requests = 1
  }

  /** Connects alone, while the shared connection is at this position or later. */
  const goSolo = (position) => {
    const { lastEventId, reconnectionTime } = own || log.end()
    own = { lastEventId, reconnectionTime, isExact: false }
    ownIds = []
    role = 'solo'
    log.begin(positionOf(position))
    deliver('pause')
    act('release')
    act('connect', lastEventId, reconnectionTime)
    wait(CHECK_MS)
  }

  /** The own connection has received what the shared one had received at this entry, and `repeats` more. */
  const rejoin = (entry) => {
    own = undefined
    const entries = log.cut(entry)
    act('disconnect')
    follow(CHECK_MS)
    for (const entry of entries) append(entry)
  }

  /** There is no shared connection: the next one can start where the own one is. */
  const leaveSolo = () => {
    raiseTerm()
    log.begin({ ...positionOf(own), term, index: 0 })
    own = undefined
    stepDown()
  }

  const matchOwn = () => {
    const match =
      own.isExact &&
      log.entries().find((entry) => entry.isExact && entry.lastEventId === own.lastEventId)
    if (match) rejoin(match)
  }

  const raiseTerm = () => {
    term = Math.floor(term) + 1 + id
  }

  /** Leads in a new term from here on, without a new connection. */
  const announce = () => {
    raiseTerm()
    post('entries', { position: positionOf(log.end()), entries: [], context: openContext() })
  }

  const openContext = () => (isOpen ? context : null)

  /** Asks the others for their positions, in a new term. */
  const collect = () => {
    role = 'candidate'
    raiseTerm()
    replies = new Map()
    isFetching = false
    if (!others) return choose()
    post('query')
    wait(COLLECT_MS)
  }

  /** Leads, after it has got what it lacks. */
  const choose = () => {
    best = log.end()
    let holder = id
    let first = best ? best.index : Infinity
    for (const [from, position] of replies) {
      if (!position) continue
      if (!best || isLater(position, best)) {
        best = position
        holder = from
      }
      first = Math.min(first, position.index)
    }
    if (holder === id) return lead()
    isFetching = true
    post('fetch', { to: holder, index: first })
    wait(COLLECT_MS)
  }

  /** What it lacks cannot be had from the others. */
  const giveUp = () => {
    if (log.end()) return goSolo(best)
    // It has been told of nothing yet, and begins where the others are.
    learn(best)
    lead()
  }

  const lead = () => {
    role = 'leader'
    if (!log.end()) {
      log.begin({ term, index: 0, lastEventId: '', reconnectionTime, isExact: false })
    }
    const end = log.end()
    deliver('pause')
    post('entries', { position: positionOf(end), entries: [], context: null })
    act('connect', end.lastEventId, end.reconnectionTime)
    act('wait', 0)
  }

  /** Appends what the leader's connection received, and posts it before the object is told. */
  const relay = (method, args, shared, time) => {
    const position = positionOf(log.end())
    const entry = { ...position, term, index: position.index + 1, method, args: shared }
    if (method === 'events') {
      if (!shared[0].length && time === position.reconnectionTime) return
      const { lastEventId, isExact } = readBatch(shared[0], position)
      Object.assign(entry, { lastEventId, isExact, reconnectionTime: time })
    }
    post('entries', { position, entries: [entry] })
    append(entry, args)
  }

  /** What the own connection of a solo member received. */
  const receive = (method, args, shared, time) => {
    dispatch({ method, args: shared, reconnectionTime: time }, own.lastEventId, args)
    if (method !== 'events') return
    const read = readBatch(shared[0], own)
    own = { ...read, reconnectionTime: time }
    ownIds = ownIds.concat(idsOf(read)).slice(-MAX_COMPARED)
    matchOwn()
  }

  const handlers = {
    query() {
      if (role === 'solo') return
      const end = log.end()
      post('reply', { position: end && positionOf(end) })
    },

    reply({ term: theirs, from, position }) {
      if (role !== 'candidate' || isFetching || theirs !== term) return
      replies.set(from, position)
      if (replies.size >= others) choose()
    },

    fetch({ to, index }) {
      if (to !== id || !log.end()) return
      const [position, ...entries] = log.entries().filter((entry) => entry.index >= index)
      if (position) post('missing', { position: positionOf(position), entries })
    },

    missing({ term: theirs, position, entries }) {
      if (role !== 'candidate' || !isFetching || theirs !== term) return
      if (log.end()) {
        const all = [position, ...entries]
        const at = all.findIndex((entry) => isSame(entry, log.end()))
        if (at < 0) return giveUp()
        for (const entry of all.slice(at + 1)) append(entry)
      } else {
        learn(positionOf([position, ...entries].pop()))
        log.begin(position)
        for (const entry of entries) log.append(entry)
      }
      lead()
    },

    entries({ term: theirs, position, entries, context }) {
      if (role === 'candidate') {
        // What the last leader has posted can arrive after the lock.
        if (log.end() && isSame(position, log.end())) for (const entry of entries) append(entry)
      } else if (theirs === term && role !== 'leader') {
        attach(position, entries)
        if (role === 'follower' && !isAsking) adopt(context)
      }
    },

    want({ from, position }) {
      if (role !== 'leader') return
      if (position && log.has(position)) {
        post('entries', { position, entries: log.after(position), context: openContext() })
      } else {
        post('state', {
          to: from,
          asked: position,
          position: positionOf(log.end()),
          context: openContext(),
        })
      }
    },

    state({ term: theirs, to, asked, position, context }) {
      if (to !== id || theirs < term || !isAsking) return
      const end = log.end()
      if (role === 'follower' && !end) {
        isAsking = false
        learn(position)
        adopt(context)
      } else if (asked && end && isSame(asked, end)) {
        isAsking = false
        if (role === 'follower') goSolo(position)
        else if (role === 'solo') {
          log.begin(position)
          matchOwn()
        }
      }
    },

    reconnect() {
      if (role === 'leader') act('reconnect')
    },
  }

  return {
    poll: () => actions.shift(),

    /** For the demo and the tests. */
    role: () => role,

    /** Something has arrived on the channel. */
    handleMessage(message) {
      if (role === 'away' || role === 'closed' || !isMessage(message)) return
      const { type, term: theirs } = message
      const isActive = role === 'leader' || role === 'candidate'
      const isOfLeader = type === 'query' || type === 'entries' || type === 'state'
      if (theirs > term) {
        term = theirs
        // No reply to what was asked before will come.
        if (type !== 'state') isAsking = false
        if (isActive && isOfLeader) stepDown()
        // A member that comes back can know a higher term than the holder of the lock.
        else if (role === 'candidate') collect()
        else if (role === 'leader') announce()
      }
      if (theirs === term && isOfLeader) isHeard = true
      // A query in a lower term is replied to in the higher one.
      if (theirs === term || type === 'query' || type === 'want' || role === 'candidate') {
        handlers[type](message)
      }
    },

    /** The lock is held; so many others wait for it. */
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
      if (role === 'candidate') return isFetching ? giveUp() : choose()
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

    /** The connection has called a method of its delegate. `shared` are the arguments that can be posted. */
    handleConnection(method, args, shared, time) {
      if (role === 'leader') relay(method, args, shared, time)
      else if (role === 'solo') receive(method, args, shared, time)
    },

    /** Connects again at once, whoever leads. */
    reconnect() {
      if (role === 'leader' || role === 'solo') act('reconnect')
      else if (role === 'follower') post('reconnect')
    },

    /** There is to be no connection until `resume`. */
    suspend() {
      act('disconnect')
      act('release')
      act('leave')
      deliver('pause')
      act('wait', 0)
      role = 'away'
    },

    resume() {
      act('join')
      isAsking = isHeard = false
      if (own) goSolo(log.end())
      else follow(REPLY_MS)
      ask()
    },

    /** Nothing is delivered any more. */
    close() {
      actions.length = 0
      act('disconnect')
      act('release')
      act('leave')
      act('wait', 0)
      role = 'closed'
    },
  }
}

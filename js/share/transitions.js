// The states of a member and the transitions between them.
//
//              handleLock               all have replied, or timeout
//   Follower ────────────► Candidate ───────────────────────────────► Leader
//    ▲ ▲ ▲ │                  │                                         │
//    │ │ └─┼─ handleLockLost, another leader with a higher term ◄───────┘
//    │ │   │  or a member that is further
//    │ │   └─ what is missing is not in the leader's log ─► Solo
//    │ └──────── both connections have received the same event ┘
//    └─ resume ── Away ◄── suspend, from everywhere          Closed ◄── close, from everywhere

import { eventsOf, idsOf } from './batch.js'
import { Delivery } from './delivery.js'
import { Log, entryAfter, isSame, positionOf } from './log.js'
import { Solo } from './solo.js'

/** How long a candidate waits for replies, a follower for a reply, and a follower before it looks at the leader again. */
export const COLLECT_MS = 200
export const REPLY_MS = 1_000
export const CHECK_MS = 3_000

export class Transitions {
  role = 'away'
  /** The highest term that is known. */
  term = 0
  log = new Log()
  /** What the caller has to do. */
  actions = []
  delivery = new Delivery((...args) => this.act('deliver', ...args))

  // Of a follower: whether it has heard of the leader since it last looked, and how often it has asked in vain.
  isHeard = false
  isAsking = false
  requests = 0

  // Of a candidate: how many others wait for the lock, how many of them have not replied, and whether none is further.
  others = 0
  missing = 0
  isFurthest = true

  /** The own connection of a member in the state Solo. */
  solo = undefined

  constructor(id, reconnectionTime) {
    this.id = id
    this.reconnectionTime = reconnectionTime
  }

  act(...action) {
    this.actions.push(action)
  }

  wait(ms) {
    this.act('wait', ms * (1 + this.id / 2))
  }

  post(type, members) {
    this.act('post', { type, term: this.term, from: this.id, ...members })
  }

  /** The last position; undefined if there is none yet. */
  end() {
    const last = this.log.end()
    return last && positionOf(last)
  }

  raiseTerm() {
    this.term = Math.floor(this.term) + 1 + this.id
  }

  /** Asks the leader for what follows the last position. */
  ask() {
    if (this.isAsking) return
    this.isAsking = true
    this.post('want', { position: this.end() })
  }

  /** Requests the lock, and follows until it is held. */
  follow(ms) {
    this.role = 'follower'
    this.isHeard = this.isAsking = false
    this.requests = 0
    this.act('request')
    this.wait(ms)
  }

  stepDown() {
    this.act('disconnect')
    this.act('release')
    this.delivery.pause()
    this.follow(REPLY_MS)
  }

  leave(role) {
    this.role = role
    this.act('disconnect')
    this.act('release')
    this.act('leave')
    this.act('wait', 0)
  }

  /** Asks the others for their positions, in a new term. */
  collect() {
    this.role = 'candidate'
    this.raiseTerm()
    this.missing = this.others
    this.isFurthest = true
    if (!this.missing) return this.lead()
    this.post('query')
    this.wait(COLLECT_MS)
  }

  /** Leads, if nobody has received more. Otherwise the lock goes to the next one, until the furthest has it. */
  decide() {
    if (this.isFurthest) this.lead()
    else this.stepDown()
  }

  lead() {
    const { log, reconnectionTime } = this
    this.role = 'leader'
    if (!log.end()) {
      log.begin({ term: this.term, index: 0, lastEventId: '', reconnectionTime, isExact: false })
    }
    this.delivery.pause()
    this.announce()
    this.act('connect', log.end().lastEventId, log.end().reconnectionTime)
    this.act('wait', 0)
  }

  announce() {
    this.post('entries', {
      position: this.end(),
      entries: [],
      context: this.delivery.openContext(),
    })
  }

  /** Posts what the leader's connection has received before the object is told. */
  relay(method, args, shared, time) {
    const position = this.end()
    if (method === 'events' && !shared[0].length && time === position.reconnectionTime) return
    const entry = entryAfter(position, this.term, method, shared, time)
    this.post('entries', { position, entries: [entry] })
    this.append(entry, args)
  }

  /** `args` are the delegate's arguments, if they are not those in the log. */
  append(entry, args = entry.args) {
    const { lastEventId } = this.log.end()
    this.log.append(entry)
    if (!this.solo) return this.delivery.dispatch(entry, lastEventId, args)
    const ids = this.solo.after(entry)
    if (ids) this.rejoin(entry, ids)
  }

  /** Appends the entries that follow the last one. */
  extend(entries) {
    for (const entry of entries) if (entry.index > this.log.end().index) this.append(entry)
  }

  /** Appends the entries of the leader that follow a position. They run to the end of its log. */
  attach(position, entries) {
    const { log } = this
    const last = log.end()
    const common = last && log.common(position, entries)
    if (!common) return this.ask()
    this.isAsking = false
    if (!isSame(common, last) && !this.solo) {
      // A connection that starts from no ID receives nothing again.
      if (!common.lastEventId && last.lastEventId) return this.goSolo(positionOf(common))
      const events = eventsOf(log.after(common), common)
      this.delivery.expect(idsOf(events), common.lastEventId)
    }
    log.cut(common)
    this.extend(entries)
  }

  /** Connects alone, while the shared connection is at this position or later. */
  goSolo(position, last = this.log.end()) {
    this.role = 'solo'
    this.isAsking = false
    this.solo = new Solo(this.solo ? this.solo.position : last)
    this.log.begin(position)
    this.delivery.pause()
    this.act('release')
    this.act('connect', this.solo.position.lastEventId, this.solo.position.reconnectionTime)
    this.wait(CHECK_MS)
  }

  /** What the own connection has received. */
  receive(method, args, shared, time) {
    const { lastEventId } = this.solo.position
    this.delivery.dispatch({ method, args: shared, reconnectionTime: time }, lastEventId, args)
    if (method !== 'events') return
    this.solo.receive(shared[0], time)
    this.compare()
  }

  compare() {
    const match = this.log.entries.find((entry) => this.solo.isAt(entry))
    if (match) this.rejoin(match, [])
  }

  /** The own connection is at this entry, or further by events with these IDs. */
  rejoin(entry, ids) {
    this.solo = undefined
    this.delivery.expect(ids)
    const entries = this.log.cut(entry)
    this.act('disconnect')
    this.follow(CHECK_MS)
    this.extend(entries)
  }

  /** There is no shared connection: the next one can start where the own one is. */
  leaveSolo() {
    this.raiseTerm()
    this.log.begin({ ...this.solo.position, term: this.term, index: 0 })
    this.solo = undefined
    this.stepDown()
  }
}

// What the object of a member has been told, and what it is told next.

import { makeBatch, readBatch } from './batch.js'

export class Delivery {
  /** `deliver` calls a method of the delegate: `open`, `events`, `error` or `pause`. */
  constructor(deliver) {
    this.deliver = deliver
    this.isOpen = false
    /** Of the open connection, or the last one. */
    this.context = { responseURL: '' }
    /** The last event IDs of events that were delivered, and that the connection will receive again. */
    this.repeats = []
  }

  call(method, ...args) {
    this.isOpen = method === 'open' || (this.isOpen && method === 'events')
    this.deliver(method, ...args)
  }

  /** The context if the connection is open, or null. */
  openContext() {
    return this.isOpen ? this.context : null
  }

  pause() {
    if (this.isOpen) this.call('pause')
  }

  /** Delivers what was received after this last event ID; `args` are the arguments for the delegate. */
  dispatch({ method, args: [batch], reconnectionTime }, lastEventId, args) {
    if (method === 'events') {
      if (this.repeats.length) batch = this.withoutRepeats(batch, lastEventId)
      if (!batch) return
      // A member that was away receives what it has missed.
      if (!this.isOpen) this.call('open', this.context)
      this.call('events', batch, reconnectionTime)
    } else {
      if (method === 'open') this.context = { responseURL: args[0].responseURL }
      this.call(method, ...args)
    }
  }

  /** The batch, which follows this last event ID, without the events that were delivered before; undefined if none is left. */
  withoutRepeats(batch, lastEventId) {
    const read = readBatch(batch, { lastEventId })
    const events = read.events.filter((event) => {
      const at = this.repeats.indexOf(event.lastEventId)
      // The first event that is not repeated is new, and so is what follows.
      this.repeats = at < 0 ? [] : this.repeats.slice(at + 1)
      return at < 0
    })
    // Until all are repeated, the object's last event ID is that of the last of them.
    return this.repeats.length ? undefined : makeBatch(events, read.lastEventId)
  }

  /** Takes over the state at a position, without an event. */
  learn({ lastEventId, reconnectionTime }) {
    this.deliver('events', makeBatch([], lastEventId), reconnectionTime)
  }

  /** Takes over whether the connection is open: its context, null if it is not; undefined if that is not known. */
  adopt(context) {
    if (context) this.context = context
    if (context && !this.isOpen) this.call('open', context)
    if (context === null) this.pause()
  }

  /** The connection will receive these events again; `earlier` is the ID from which it starts. */
  expect(ids, earlier) {
    this.repeats = ids.concat(this.repeats).filter((id) => id && id !== earlier)
  }
}

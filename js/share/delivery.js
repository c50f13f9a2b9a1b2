// What the object of a member has been told, and what it is told next.

import { makeBatch, readBatch } from './batch.js'

/** `deliver` calls a method of the delegate: `open`, `events`, `error` or `connecting`. */
export const newDelivery = (deliver) => {
  let isOpen = false
  /** Of the open connection, or the last one. */
  let context = { responseURL: '' }
  /** The last event IDs of events that were delivered, and that the connection will receive again. */
  let repeats = []

  const call = (method, ...args) => {
    isOpen = method === 'open' || (isOpen && method === 'events')
    deliver(method, ...args)
  }

  /** The batch, which follows this last event ID, without the events that were delivered before; undefined if none is left. */
  const withoutRepeats = (batch, lastEventId) => {
    const read = readBatch(batch, { lastEventId })
    const events = read.events.filter((event) => {
      const at = repeats.indexOf(event.lastEventId)
      // The first event that is not repeated is new, and so is what follows.
      repeats = at < 0 ? [] : repeats.slice(at + 1)
      return at < 0
    })
    // Until all are repeated, the object's last event ID is that of the last of them.
    return repeats.length ? undefined : makeBatch(events, read.lastEventId)
  }

  const delivery = {
    /** The context if the connection is open, or null. */
    openContext: () => (isOpen ? context : null),

    connecting() {
      if (isOpen) call('connecting')
    },

    /** Delivers what was received after this last event ID; `args` are the arguments for the delegate. */
    dispatch({ method, args: [batch], reconnectionTime }, lastEventId, args) {
      if (method === 'events') {
        if (repeats.length) batch = withoutRepeats(batch, lastEventId)
        if (!batch) return
        // A member that was away receives what it has missed.
        if (!isOpen) call('open', context)
        call('events', batch, reconnectionTime)
      } else {
        if (method === 'open') context = { responseURL: args[0].responseURL }
        call(method, ...args)
      }
    },

    /** Takes over the state at a position, without an event. */
    setPosition({ lastEventId, reconnectionTime }) {
      deliver('events', makeBatch([], lastEventId), reconnectionTime)
    },

    /** Takes over whether the connection is open: its context, null if it is not; undefined if that is not known. */
    setOpenContext(open) {
      if (open) context = open
      if (open && !isOpen) call('open', context)
      if (open === null) delivery.connecting()
    },

    /** The connection will receive these events again; `earlier` is the ID from which it starts. */
    expect(ids, earlier) {
      repeats = ids.concat(repeats).filter((id) => id && id !== earlier)
    },
  }
  return delivery
}

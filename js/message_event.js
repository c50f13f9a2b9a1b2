// The events of a stream: real MessageEvents, made in the way that is fast in this engine.

const EVENT = Symbol('event')

/** A MessageEvent that keeps its values in JavaScript. */
class StoredMessageEvent extends MessageEvent {
  constructor(event) {
    super(event.type)
    this[EVENT] = event
  }

  get data() {
    return this[EVENT].data
  }

  get origin() {
    return this[EVENT].origin
  }

  get lastEventId() {
    return this[EVENT].lastEventId
  }
}

// Nobody should have to know.
delete StoredMessageEvent.prototype.constructor

const stored = (event) => new StoredMessageEvent(event)

const constructed = (event) => new MessageEvent(event.type, event)

/** For workerd, whose constructor takes nothing but the data. */
const completed = (event) =>
  Object.defineProperties(constructed(event), {
    origin: { value: event.origin },
    lastEventId: { value: event.lastEventId },
  })

// Chromium takes longer to read the dictionary that MessageEvent's constructor wants than for everything else that an
// event costs. Elsewhere the class is what costs.
const { userAgent } = globalThis.navigator || {}
const preferred = /Chrom/.test(userAgent) ? stored : constructed
const { lastEventId } = constructed({ type: 'message', lastEventId: 'kept' })
export const messageEvent = lastEventId ? preferred : completed

// The events of a stream: real MessageEvents, made in the way that is fast in this engine.

const DATA = Symbol('data')
const ORIGIN = Symbol('origin')
const LAST_EVENT_ID = Symbol('lastEventId')

/** A MessageEvent that keeps its values in JavaScript. */
class StoredMessageEvent extends MessageEvent {
  constructor(type, data, origin, lastEventId) {
    super(type)
    this[DATA] = data
    this[ORIGIN] = origin
    this[LAST_EVENT_ID] = lastEventId
  }

  get data() {
    return this[DATA]
  }

  get origin() {
    return this[ORIGIN]
  }

  get lastEventId() {
    return this[LAST_EVENT_ID]
  }
}

// Nobody should have to know.
delete StoredMessageEvent.prototype.constructor

const stored = (type, data, origin, lastEventId) =>
  new StoredMessageEvent(type, data, origin, lastEventId)

const constructed = (type, data, origin, lastEventId) =>
  new MessageEvent(type, { data, origin, lastEventId })

/** For workerd, whose constructor takes nothing but the data. */
const completed = (type, data, origin, lastEventId) =>
  Object.defineProperties(new MessageEvent(type, { data }), {
    origin: { value: origin },
    lastEventId: { value: lastEventId },
  })

// Chromium takes longer to read the dictionary that MessageEvent's constructor wants than for everything else that an
// event costs. Elsewhere the class is what costs.
const { userAgent } = globalThis.navigator || {}
const preferred = /Chrom/.test(userAgent) ? stored : constructed
const { lastEventId } = constructed('message', '', '', 'kept')
export const messageEvent = lastEventId ? preferred : completed

// The events of a stream: real MessageEvents, made in the way that is fast in this engine.

const INIT = Symbol('init')

const construct = (event) => new MessageEvent(event.type, event)

/** For workerd, whose constructor takes nothing but the data. */
const complete = (event) =>
  Object.defineProperties(construct(event), {
    origin: { value: event.origin },
    lastEventId: { value: event.lastEventId },
  })

/** Gives what makes MessageEvents that keep their values in JavaScript; `members` are those that `Base` lacks. */
const storing = (Base, members) => {
  class StoredMessageEvent extends Base {
    constructor(event) {
      super(event.type)
      this[INIT] = event
    }

    get data() {
      return this[INIT].data
    }

    get origin() {
      return this[INIT].origin
    }

    get lastEventId() {
      return this[INIT].lastEventId
    }
  }

  const { prototype } = StoredMessageEvent
  // Nobody should have to know. But a class that Babel made a function of makes plain Events without it.
  if (!members) delete prototype.constructor
  Object.assign(prototype, members)
  for (const name of ['data', 'origin', 'lastEventId']) {
    Object.defineProperty(prototype, name, { enumerable: true })
  }

  return (event) => new StoredMessageEvent(event)
}

const choose = () => {
  const { MessageEvent, navigator } = globalThis
  // React Native keeps its MessageEvent from programs.
  if (!MessageEvent) return storing(Event, { source: null, ports: Object.freeze([]) })
  // Chromium takes longer to read the dictionary that MessageEvent's constructor wants than for everything else that an
  // event costs. Elsewhere the class is what costs.
  const { userAgent } = navigator || {}
  const makers = [construct, complete]
  if (/Chrom/.test(userAgent)) makers.unshift(storing(MessageEvent))
  // A class that a build tool made a function of is no longer one of MessageEvents.
  return makers.find(
    (make) => make({ type: 'message', lastEventId: 'kept' }).lastEventId === 'kept',
  )
}

let chosen

/** What makes a MessageEvent. It is chosen when it is first needed: to load this file must not need a MessageEvent. */
export const messageEventMaker = () => (chosen = chosen || choose())

// Creating events and dispatching them to listeners.

// As in a browser, an override of a subclass is ignored.
const { dispatchEvent } = EventTarget.prototype

const report = (error) => {
  if (globalThis.reportError) return reportError(error)
  setTimeout(() => {
    throw error
  })
}

/** Calls a function of the page, and reports what it throws. */
export const callListener = (listener, event, target) => {
  try {
    listener.call(target, event)
  } catch (error) {
    report(error)
  }
}

/** Dispatches an event. The `dispatchEvent` of workerd and of happy-dom throws what a listener throws. */
export const dispatch = (target, event) => callListener(dispatchEvent, event, target)

const { Event, MessageEvent, document } = globalThis

/** Some libraries put a class of their own in the place of `Event`. */
const constructors = [
  (type) => new Event(type),
  (type) => new (Object.getPrototypeOf(MessageEvent))(type),
  (type) => {
    const event = document.createEvent('Event')
    event.initEvent(type, false, false)
    return event
  },
]

let construct

const isUsable = (candidate) => {
  try {
    return new EventTarget().dispatchEvent(candidate('open'))
  } catch {
    return false
  }
}

/** Creates an event with these properties beside. The constructor is chosen when the first event is created. */
export const newEvent = (type, properties) => {
  construct = construct || constructors.find(isUsable) || constructors[0]
  return Object.assign(construct(type), properties)
}

// Globals that engines of 2018 lack. The build replaces the globals with these (scripts/build.js).

/** In Chromium since 71, in Safari since 12.1. */
const scope = typeof globalThis === 'object' ? globalThis : self

/** An unused message port as an EventTarget. */
function PortEventTarget() {
  return Object.setPrototypeOf(new MessageChannel().port1, new.target.prototype)
}

/** React Native before 0.86 has neither an EventTarget nor an Event: the package can be imported all the same. */
function Missing() {
  throw new TypeError(
    "EventSource: Event or EventTarget is missing: import 'event-target-polyfill' first",
  )
}

/** Constructible in Chromium since 65, in Safari since 14. */
const Target = /* @__PURE__ */ (() => {
  if (!scope.Event || !scope.EventTarget) return Missing
  try {
    new EventTarget()
    return EventTarget
  } catch {
    PortEventTarget.prototype = EventTarget.prototype
    return PortEventTarget
  }
})()

export { scope as globalThis, Target as EventTarget }

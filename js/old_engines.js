// What engines of 2018 lack of what js/ is written with. The build puts these in the place of the globals (scripts/build.js).

/** Chromium 71 has it, and Safari 12.1. */
const scope = typeof globalThis === 'object' ? globalThis : self

/** A message port that nobody talks to, as an EventTarget. */
function Port() {
  return Object.setPrototypeOf(new MessageChannel().port1, new.target.prototype)
}

/** Chromium 65 can construct it, and Safari 14. */
const Target = /* @__PURE__ */ (() => {
  try {
    new EventTarget()
    return EventTarget
  } catch {
    Port.prototype = EventTarget.prototype
    return Port
  }
})()

export { scope as globalThis, Target as EventTarget }

// Runs in a page before its scripts, without access to the scope of this module. `tracker` of the page counts its timers and
// listeners and measures the memory of the core.

export function trackResources() {
  const timers = new Set()
  const { setTimeout, clearTimeout } = globalThis
  globalThis.setTimeout = (run, delay) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, delay)
    timers.add(timer)
    return timer
  }
  globalThis.clearTimeout = (timer) => {
    timers.delete(timer)
    clearTimeout(timer)
  }

  const listeners = []
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const find = (...about) =>
    listeners.findIndex((other) => about.every((part, index) => other[index] === part))
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? globalThis
    const isPage = target === globalThis || target === globalThis.document
    if ((isPage || target instanceof AbortSignal) && find(target, type, listener) < 0) {
      listeners.push([target, type, listener])
    }
    return addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? globalThis
    const index = find(target, type, listener)
    if (index >= 0) listeners.splice(index, 1)
    return removeEventListener.call(target, type, listener, options)
  }

  globalThis.tracker = {
    timers: () => timers.size,
    listeners: () => listeners.map(([, type]) => type),
    memory: () => globalThis.coreMemory.buffer.byteLength,
  }
}

// Runs in a page before anything else there, and knows nothing of this module: `ledger` says what the page holds.

export function keepLedger() {
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
    const isLasting = target === globalThis || target === globalThis.document
    if ((isLasting || target instanceof AbortSignal) && find(target, type, listener) < 0) {
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

  let memory
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args)
    const { exports } = result.instance ?? result
    memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory)
    return result
  }

  globalThis.ledger = {
    timers: () => timers.size,
    listeners: () => listeners.map(([, type]) => type),
    memory: () => memory.buffer.byteLength,
  }
}

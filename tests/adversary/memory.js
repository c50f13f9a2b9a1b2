// Runs in a page, maybe before its scripts and without access to the scope of this module.

/** Keeps the memory of the last instance of the core as `coreMemory` of the global object. */
export function watchMemory() {
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args)
    const { exports } = result.instance ?? result
    globalThis.coreMemory = Object.values(exports).find(
      (value) => value instanceof WebAssembly.Memory,
    )
    return result
  }
}

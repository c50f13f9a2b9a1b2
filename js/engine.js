// Starts the core: compiles its module, or takes the core as JavaScript, and creates an instance.

import { createGlue } from '../pkg/glue.js'
import { connect } from './connect.js'
import { iterate } from './iterate.js'

/** The smallest module. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

/** In bytes. An instance whose memory has grown beyond this is replaced once it is idle: memory never shrinks. */
const MAX_IDLE_MEMORY = 1 << 24

/** Whether there is WebAssembly, and the page's policy allows it. A module that is already compiled needs no permission. */
const isAllowed = (source) => {
  try {
    if (source instanceof WebAssembly.Module) return true
    // WebKit does not apply the policy before instantiation.
    return !!new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE))
  } catch {
    return false
  }
}

/** Creates an instance of the core; `module` can be used for another one. */
const instantiate = async (source, glue) => {
  if (source.instantiate || !isAllowed(source)) {
    const module = source.instantiate ? source : await import('./fallback.js')
    return { exports: module.instantiate(glue.__wbg_get_imports()), module }
  }
  const { Response } = globalThis
  if (typeof source === 'string' || source instanceof URL) source = await fetch(source)
  if (Response && source instanceof Response) {
    if (!source.ok) {
      const { status, url } = source
      throw Object.assign(new Error(`the response of ${url} has status ${status}`), { status })
    }
    source = await source.arrayBuffer()
  }
  const result = await WebAssembly.instantiate(source, glue.__wbg_get_imports())
  const { exports } = result.instance || result
  return { exports, module: result.module || source }
}

/**
 * Resolves to the engine: what connects by an instance of the core. `onSpent` is called, with a source for the next one, when
 * the instance should no longer be used: it failed, or it is idle and holds much memory.
 */
export const start = async (source, onSpent) => {
  const glue = createGlue()
  const { exports, module } = await instantiate(source, glue)
  glue.__wbg_finalize_init({ exports })
  const memory = Object.values(exports).find((value) => value.buffer)
  const core = {
    connect: glue.connect,
    decodeText: glue.decodeText,
    connections: 0,
    fail: () => onSpent(module),
    release() {
      core.connections--
      if (!core.connections && memory.buffer.byteLength > MAX_IDLE_MEMORY) onSpent(module)
    },
  }
  return {
    /** Resolves to what connects, once a shared stream has what it needs. */
    prepare: async (share) => {
      const sharing = share && (await import('./share.js'))
      return {
        connect: (source, state) => connect(core, source, state, sharing),
        iterate: (...args) => iterate(core, ...args),
      }
    },
  }
}

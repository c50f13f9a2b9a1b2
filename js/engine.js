// Starts the core.

import { __wbg_finalize_init, __wbg_get_imports } from '../pkg/glue.js'
import { connect } from './connect.js'
import { iterate } from './iterate.js'

/** The smallest module. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

/** Whether there is WebAssembly, and the page's policy allows it. A module that is already compiled needs no permission. */
const isAllowed = (source) => {
  try {
    if (source instanceof WebAssembly.Module) return true
    // WebKit does not apply the policy before instantiation.
    return !!new WebAssembly.Instance(new WebAssembly.Module(EMPTY))
  } catch {
    return false
  }
}

/** Compiles the module, or takes the core as JavaScript. */
export const start = async (source) => {
  if (source.instantiate || !isAllowed(source)) {
    const { instantiate } = source.instantiate ? source : await import('./fallback.js')
    __wbg_finalize_init({ exports: instantiate(__wbg_get_imports()) })
    return engine
  }
  if (typeof source === 'string' || source instanceof URL) source = await fetch(source)
  if (source instanceof Response) {
    if (!source.ok) {
      const { status, url } = source
      throw Object.assign(new Error(`the response of ${url} has status ${status}`), { status })
    }
    source = await source.arrayBuffer()
  }
  const result = await WebAssembly.instantiate(source, __wbg_get_imports())
  __wbg_finalize_init(result.instance || result, result.module)
  return engine
}

const engine = { connect, iterate }

// Starts the core. The JavaScript that it calls is in connect.js and iterate.js.

import { __wbg_finalize_init, __wbg_get_imports } from '../pkg/glue.js'
import { connect } from './connect.js'
import { iterate } from './iterate.js'

/** Compiles the module, from wherever it comes. */
export const start = async (source) => {
  if (typeof source === 'string' || source instanceof URL) source = await fetch(source)
  if (source instanceof Response) {
    if (!source.ok) throw new Error(`${source.url} was answered with status ${source.status}`)
    source = await source.arrayBuffer()
  }
  const result = await WebAssembly.instantiate(source, __wbg_get_imports())
  __wbg_finalize_init(result.instance || result, result.module)
  return engine
}

const engine = { connect, iterate }

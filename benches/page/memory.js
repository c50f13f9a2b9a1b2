// Measures the page's memory before and after a workload. Only Chromium exposes it.

/* global gc */

import { FetchEventSource } from '../../dist/index.js'
import { collect } from './receive.js'

/** WebAssembly memories never shrink, and are not part of the JavaScript heap. */
const memories = []
const { instantiate } = WebAssembly
WebAssembly.instantiate = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args)
  const { exports } = result.instance ?? result
  memories.push(...Object.values(exports).filter((one) => one instanceof WebAssembly.Memory))
  return result
}

const SOURCES = {
  native: (url) => new EventSource(url),
  FetchEventSource: (url) => new FetchEventSource(url, { backoff: { initial: 0, jitter: 0 } }),
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time))

/** Collects garbage and returns the bytes in use. */
export async function measureMemory() {
  for (let round = 0; round < 3; round++) {
    gc()
    await pause(100)
  }
  const { bytes } = await performance.measureUserAgentSpecificMemory()
  return {
    heap: performance.memory.usedJSHeapSize,
    page: bytes,
    wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  }
}

/** Waits until a source has connected `times` times; `url` ends after each event. */
function reconnect(library, url, times) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const source = SOURCES[library](url)
  let seen = 0
  source.onmessage = () => {
    if (++seen < times) return
    source.close()
    resolve()
  }
  source.onerror = ({ target, message }) => {
    if (target.readyState === 2) reject(new Error(message ?? 'closed'))
  }
  return promise
}

/** Warms up, measures, runs the workload, and measures again. */
export async function memory({ library, warmUp, stream, reconnections }) {
  const work = (size, stream) =>
    reconnections ? reconnect(library, '/end', size) : collect(library, stream)
  await work(100, warmUp)
  const before = await measureMemory()
  const started = performance.now()
  await work(reconnections, stream)
  const time = performance.now() - started
  return { before, after: await measureMemory(), time }
}

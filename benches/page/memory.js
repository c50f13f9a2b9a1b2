// What the page holds before and after much work: Chromium alone tells.

/* global gc */

import { FetchEventSource } from '../../dist/index.js'
import { collect } from './receive.js'

/** Memories of WebAssembly grow and never shrink; they are not part of the heap. */
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
  ours: (url) => new FetchEventSource(url, { backoff: { initial: 0, jitter: 0 } }),
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time))

/** Bytes in use after garbage has been collected. */
async function used() {
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

/** Waits until a source of `url`, which ends after each event, has been connected so often. */
function reconnect(contender, url, times) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const source = SOURCES[contender](url)
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

/** Measures after a little of the work, does it, and measures again. */
export async function memory({ contender, warmUp, stream, reconnections }) {
  const work = (size, stream) =>
    reconnections ? reconnect(contender, '/end', size) : collect(contender, stream)
  await work(100, warmUp)
  const before = await used()
  const started = performance.now()
  await work(reconnections, stream)
  const time = performance.now() - started
  return { before, after: await used(), time }
}

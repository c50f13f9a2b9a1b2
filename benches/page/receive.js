// Measures the time from the construction of an event source to the last event of a stream.

import { load } from '../../dist/index.js'
import { LIBRARIES } from './libraries.js'

/** Receives a stream and returns the milliseconds. Throws unless exactly the expected events arrive. */
export function collect(library, { url, expected }) {
  const { promise, resolve, reject } = Promise.withResolvers()
  let events = 0
  let length = 0
  const started = performance.now()
  const close = LIBRARIES[library](
    url,
    expected.type,
    (data) => {
      length += data.length
      if (++events === expected.events) settle()
    },
    (message) => settle(`${message} after ${events} of ${expected.events} events`),
  )
  let isSettled = false
  const settle = (failure) => {
    if (isSettled) return
    isSettled = true
    const time = performance.now() - started
    clearInterval(watch)
    close()
    if (failure) reject(new Error(failure))
    else if (length === expected.length) resolve(time)
    else reject(new Error(`${length} characters arrived, and ${expected.length} were sent`))
  }
  const watch = watchProgress(
    () => events,
    () => settle(`stopped after ${events} of ${expected.events} events`),
  )
  return promise
}

/** Calls `onStop` when a number has not changed for 20 seconds. */
function watchProgress(count, onStop) {
  let last = -1
  let unchanged = 0
  return setInterval(() => {
    unchanged = count() === last ? unchanged + 1 : 0
    last = count()
    if (unchanged === 20) onStop()
  }, 1000)
}

/** Measures the longest time between two tasks of the page, until `end` is called. */
function watchBlocks() {
  const { port1, port2 } = new MessageChannel()
  let last = performance.now()
  let longest = 0
  port1.onmessage = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    port2.postMessage(0)
  }
  port2.postMessage(0)
  return {
    end() {
      port1.onmessage = null
      port1.close()
      return Math.max(longest, performance.now() - last)
    },
  }
}

/** Receives a short stream to load and compile everything, then measures the stream. */
export async function receive({ library, warmUp, stream, withBlocks }) {
  if (warmUp) await collect(library, warmUp)
  const blocks = withBlocks && watchBlocks()
  const time = await collect(library, stream)
  return { time, block: blocks ? blocks.end() : undefined }
}

/** Measures the first event of a new page; with `isLoaded`, this library's module is loaded before. */
export async function firstEvent({ library, isLoaded, stream }) {
  if (isLoaded) await load()
  return { time: await collect(library, stream) }
}

// The time from the construction of an event source until the last event of a stream has arrived.

import { load } from '../../dist/index.js'
import { CONTENDERS } from './contenders.js'

/** Receives a stream; fails unless exactly what was sent arrives. Gives milliseconds. */
export function collect(contender, { url, expected }) {
  const { promise, resolve, reject } = Promise.withResolvers()
  let events = 0
  let length = 0
  const started = performance.now()
  const close = CONTENDERS[contender](
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

/** Calls `onStop` when a number has not changed for a long time. */
function watchProgress(count, onStop) {
  let last = -1
  let quiet = 0
  return setInterval(() => {
    quiet = count() === last ? quiet + 1 : 0
    last = count()
    if (quiet === 20) onStop()
  }, 1000)
}

/** The longest time in which the page did not get its turn, from now until `end` is called. */
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

/** Receives a short stream, so that everything is loaded and compiled, and then the stream itself. */
export async function receive({ contender, warmUp, stream, withBlocks }) {
  if (warmUp) await collect(contender, warmUp)
  const blocks = withBlocks && watchBlocks()
  const time = await collect(contender, stream)
  return { time, block: blocks ? blocks.end() : undefined }
}

/** Receives one event, in a page that has loaded nothing for it yet, or ours with its module loaded. */
export async function firstEvent({ contender, isLoaded, stream }) {
  if (isLoaded) await load()
  return { time: await collect(contender, stream) }
}

// Receives a stream while the server reads the CPU time of the browser.

import { collect } from './receive.js'

const IDLE_MS = 2000

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time))

/** The server reads the CPU time before it responds. */
const mark = () => fetch('/mark')

/** Warms up, is idle, and receives the stream, with a mark before and after each of the last two. */
export async function cpu({ library, warmUp, stream }) {
  await collect(library, warmUp)
  await pause(500)
  await mark()
  await pause(IDLE_MS)
  await mark()
  await collect(library, stream)
  await mark()
}

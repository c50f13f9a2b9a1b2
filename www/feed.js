// The numbered messages of the demo server and the stream that carries them. Runs in Node.
//
// A message is a function of the time since its run began: nothing is stored, so the numbers go on
// without a gap when the server restarts, and every client of a run sees the same ones.

import { setTimeout as wait } from 'node:timers/promises'

const MAX_REPLAY = 50_000
const AT_ONCE = 500

/** The first number to send: what follows `lastEventId`, or the newest batch if that ID is not one of ours. */
function firstNumber(lastEventId, newest, size) {
  const last = /^\d+$/.test(lastEventId) ? Number(lastEventId) : Infinity
  if (last > newest) return Math.max(1, newest - size + 1)
  return Math.max(last + 1, newest - MAX_REPLAY)
}

/**
 * Answers with an event stream that goes on until the client leaves.
 * `run` is `{ from, ids, retry, lastEventId }`; for `plan` see behaviours.js.
 */
export async function sendMessages(res, plan, run) {
  const { interval, size, quietAfter = Infinity, byteDelay, text } = plan
  const opened = Date.now()
  const newest = () => (Math.floor((Date.now() - run.from) / interval) + 1) * size
  const ended = new AbortController()
  res.on('close', () => ended.abort())

  const message = (n) => {
    const data = JSON.stringify(text ? { n, text: text(n) } : { n })
    return `${run.ids ? `id: ${n}\n` : ''}data: ${data}\n\n`
  }

  async function send(piece) {
    for (const part of byteDelay ? piece : [piece]) {
      if (byteDelay) await wait(byteDelay, undefined, { signal: ended.signal })
      if (res.write(part)) continue
      await new Promise((resolve) => {
        res.once('drain', resolve)
        res.once('close', resolve)
      })
    }
  }

  /** Milliseconds until the next batch or the silence. */
  function pause() {
    const now = Date.now()
    const untilNext = interval - ((now - run.from) % interval)
    return Math.min(untilNext, Math.max(0, opened + quietAfter - now))
  }

  async function go() {
    if (run.retry !== undefined) await send(`retry: ${run.retry}\n\n`)
    let next = firstNumber(run.lastEventId, newest(), size)
    while (!res.destroyed && Date.now() - opened < quietAfter) {
      if (next > newest()) await send(':\n\n')
      while (next <= newest() && !res.destroyed) {
        const last = Math.min(newest(), next + AT_ONCE - 1)
        let piece = ''
        for (; next <= last; next++) piece += message(next)
        await send(piece)
      }
      await wait(pause(), undefined, { signal: ended.signal })
    }
  }

  res.flushHeaders()
  await go().catch((error) => {
    if (error.name !== 'AbortError') throw error
  })
}

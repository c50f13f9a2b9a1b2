// Plays a script: a list of responses, one for each request; the last one repeats.
//
//   { status, headers, cors, body, then }
//   status    200 if absent; 0 for a response without status and headers
//   headers   added to `Content-Type: text/event-stream` and those of CORS; null removes one
//   cors      false for a response that no other origin may read
//   body      steps: { text }, { text, repeat } for `repeat` copies in one piece, { text, every } for a
//             copy at an interval in milliseconds, { base64 }, { delay } in milliseconds, and
//             { signal: true }, which waits for POST …/signal. A response that is held open begins
//             with a comment if its body is absent: Firefox's `fetch` waits for the first byte.
//   then      'end' the response, 'destroy' the socket, or 'hold' it open (if absent)
//   probe     another response, for a request in mode no-cors that follows this one

import { setTimeout as wait } from 'node:timers/promises'
import { destroy, end, write } from './resource.js'

export const scripted =
  (script) =>
  async ({ res, index, isProbe, signalled }) => {
    const entry = script[Math.min(index, script.length - 1)]
    const response = (isProbe && entry.probe) || entry
    const { status = 200, headers = {}, cors = true, then = 'hold' } = response
    const { body = status && then === 'hold' ? [{ text: ':\n' }] : [] } = response
    if (!cors) res.removeHeader('Access-Control-Allow-Origin')
    if (status) {
      const all = { 'Content-Type': 'text/event-stream', ...headers }
      for (const name in all) {
        if (all[name] === null) res.removeHeader(name)
        else res.setHeader(name, all[name])
      }
      res.writeHead(status)
      res.flushHeaders()
    }
    for (const step of body) {
      if (res.destroyed) return
      if (step.signal) await signalled()
      else if (step.delay) await wait(step.delay)
      else await write(res, contentOf(step))
      while (step.every && !res.destroyed) {
        await wait(step.every)
        await write(res, contentOf(step))
      }
    }
    if (then === 'end') end(res)
    if (then === 'destroy') destroy(res)
  }

const contentOf = ({ base64, text, repeat = 1 }) =>
  base64 === undefined ? text.repeat(repeat) : Buffer.from(base64, 'base64')

// Sends the messages 1 to `total`, resumes after Last-Event-ID, and destroys the first `cuts` connections: after none to
// three messages and a part of the next one, immediately or some milliseconds later.

import { setTimeout as wait } from 'node:timers/promises'
import { destroy, write } from './resource.js'

/** With LF and CRLF line endings, so that a cut can fall between CR and LF. */
const message = (n) => `id: ${n}\ndata: ${n}\n\n`.replaceAll('\n', n % 2 ? '\n' : '\r\n')

const messages = (first, last) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => message(first + index)).join(
    '',
  )

export const numbered = (total, cuts) => {
  if (!(total > 0 && cuts >= 0)) throw new Error('?total=N&cuts=C must be numbers')
  return async ({ req, res, index }) => {
    const lastEventId = req.headers['last-event-id'] ?? '0'
    if (!/^\d+$/.test(lastEventId)) throw new Error(`Last-Event-ID is '${lastEventId}'`)
    const first = Number(lastEventId) + 1

    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    await write(res, 'retry: 10\n\n')
    if (index >= cuts) return write(res, messages(first, total))

    const next = Math.min(first + (index % 4), total + 1)
    const offset = (index * 7) % message(next).length
    await write(res, messages(first, next - 1) + message(next).slice(0, offset))
    if (index % 3) await wait(index % 3)
    destroy(res)
  }
}

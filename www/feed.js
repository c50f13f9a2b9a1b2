// The numbered messages of the demo server and the streams that carry them. Runs in Node.
//
// A message is a function of the clock: nothing is stored, so the numbers go on without a gap
// when the server restarts, and every client sees the same ones.

const INTERVAL = 500
const EPOCH = Date.UTC(2026, 0, 1) / INTERVAL
const HEARTBEAT = 15_000
const MAX_REPLAY = 2000

const numberAt = (ms) => Math.floor(ms / INTERVAL) - EPOCH

function message(n) {
  const time = new Date((n + EPOCH) * INTERVAL).toISOString()
  return `id: ${n}\ndata: ${JSON.stringify({ n, time })}\n\n`
}

/** The first number to send: what follows `lastEventId`, or `newest` if that ID is not one of ours. */
function firstNumber(lastEventId, newest) {
  if (!/^\d+$/.test(lastEventId)) return newest
  const last = Number(lastEventId)
  return Number.isSafeInteger(last) && last <= newest ? last + 1 : newest
}

/** Answers with an event stream that goes on until the client leaves. */
export function sendTicks(res, lastEventId) {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  res.write('retry: 1000\n\n')

  let next = firstNumber(lastEventId, numberAt(Date.now()))
  let timer

  // A client that reads slowly is skipped, not buffered for: `next` stays and it catches up later.
  const pump = () => {
    const now = Date.now()
    const newest = numberAt(now)
    if (next <= newest && !res.writableNeedDrain) {
      let text = ''
      for (next = Math.max(next, newest - MAX_REPLAY + 1); next <= newest; next++) {
        text += message(next)
      }
      res.write(text)
    }
    timer = setTimeout(pump, INTERVAL - (now % INTERVAL))
  }
  pump()

  const heartbeat = setInterval(() => {
    if (!res.writableNeedDrain) res.write(': heartbeat\n\n')
  }, HEARTBEAT)

  res.on('close', () => {
    clearTimeout(timer)
    clearInterval(heartbeat)
  })
}

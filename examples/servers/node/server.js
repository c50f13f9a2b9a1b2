// An event stream with Node's http alone: numbered events, resumption, heartbeats and CORS.

import { createServer } from 'node:http'

const KEPT = 1000
const HEARTBEAT = 15_000

const history = []
const listeners = new Set()
let newest = 0

const textOf = ({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`

function publish(data) {
  const event = { id: ++newest, data }
  history.push(event)
  if (history.length > KEPT) history.shift()
  for (const res of listeners) {
    // One that reads too slowly is let go: it comes back and says which event it saw last.
    if (res.writableNeedDrain) res.destroy()
    else res.write(textOf(event))
  }
}

function answerEvents(req, res) {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no', // nginx passes every event on at once
  })
  res.write(':\n\n') // some clients learn only from the first byte that they are connected
  const last = Number(req.headers['last-event-id'] ?? newest)
  res.write(
    history
      .filter(({ id }) => id > last)
      .map(textOf)
      .join(''),
  )
  listeners.add(res)
  const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT)
  res.on('close', () => {
    listeners.delete(res)
    clearInterval(heartbeat)
  })
}

const server = createServer((req, res) => {
  res.setHeader('Access-Control-Allow-Origin', '*')
  if (req.method === 'OPTIONS') {
    res.setHeader('Access-Control-Allow-Headers', 'Last-Event-ID, Authorization')
    res.setHeader('Access-Control-Max-Age', '600')
    return res.writeHead(204).end()
  }
  if (req.url !== '/events') return res.writeHead(404).end()
  answerEvents(req, res)
})

setInterval(() => publish({ time: new Date().toISOString() }), 1000)
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/events`)
})

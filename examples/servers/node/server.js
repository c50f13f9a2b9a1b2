// An event stream with Node's http alone: numbered events, resumption, heartbeats and CORS.

import { createServer } from 'node:http'

const HISTORY_SIZE = 1000
const HEARTBEAT_MS = 15_000

const history = []
const clients = new Set()
let lastId = 0

const serialize = ({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`

function publish(data) {
  const event = { id: ++lastId, data }
  history.push(event)
  if (history.length > HISTORY_SIZE) history.shift()
  for (const res of clients) {
    // Disconnects a client that reads too slowly. It reconnects with the ID of the last event that it received.
    if (res.writableNeedDrain) res.destroy()
    else res.write(serialize(event))
  }
}

function handleEvents(req, res) {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no', // tells nginx not to buffer events
  })
  res.write(':\n\n') // some clients fire `open` only after the first byte
  const last = Number(req.headers['last-event-id'] ?? lastId)
  res.write(
    history
      .filter(({ id }) => id > last)
      .map(serialize)
      .join(''),
  )
  clients.add(res)
  const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT_MS)
  res.on('close', () => {
    clients.delete(res)
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
  handleEvents(req, res)
})

setInterval(() => publish({ time: new Date().toISOString() }), 1000)
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/events`)
})

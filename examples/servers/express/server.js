// An event stream with Express: numbered events, resumption, heartbeats and CORS.
//
// If you use `compression`, exclude text/event-stream: otherwise it buffers events.

import { EventEmitter } from 'node:events'
import cors from 'cors'
import express from 'express'

const HISTORY_SIZE = 1000
const HEARTBEAT_MS = 15_000

const history = []
const emitter = new EventEmitter().setMaxListeners(0)
let lastId = 0

const serialize = ({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`

function publish(data) {
  const event = { id: ++lastId, data }
  history.push(event)
  if (history.length > HISTORY_SIZE) history.shift()
  emitter.emit('event', event)
}

const app = express()
app.use(cors({ allowedHeaders: ['Last-Event-ID', 'Authorization'], maxAge: 600 }))

app.get('/events', (req, res) => {
  res.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no', // tells nginx not to buffer events
  })
  res.write(':\n\n') // some clients fire `open` only after the first byte

  const last = Number(req.get('Last-Event-ID') ?? lastId)
  res.write(
    history
      .filter(({ id }) => id > last)
      .map(serialize)
      .join(''),
  )
  const send = (event) => {
    // Disconnects a client that reads too slowly. It reconnects with the ID of the last event that it received.
    if (res.writableNeedDrain) res.destroy()
    else res.write(serialize(event))
  }
  emitter.on('event', send)
  const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT_MS)
  res.on('close', () => {
    emitter.off('event', send)
    clearInterval(heartbeat)
  })
})

setInterval(() => publish({ time: new Date().toISOString() }), 1000)
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/events`)
})

// An event stream with Express: numbered events, resumption, heartbeats and CORS.
//
// `compression`, if you use it, must leave text/event-stream alone, or each event waits for the next.

import { EventEmitter } from 'node:events'
import cors from 'cors'
import express from 'express'

const KEPT = 1000
const HEARTBEAT = 15_000

const history = []
const feed = new EventEmitter().setMaxListeners(0)
let newest = 0

const textOf = ({ id, data }) => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`

function publish(data) {
  const event = { id: ++newest, data }
  history.push(event)
  if (history.length > KEPT) history.shift()
  feed.emit('event', event)
}

const app = express()
app.use(cors({ allowedHeaders: ['Last-Event-ID', 'Authorization'], maxAge: 600 }))

app.get('/events', (req, res) => {
  res.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no', // nginx passes every event on at once
  })
  res.write(':\n\n') // some clients learn only from the first byte that they are connected

  const last = Number(req.get('Last-Event-ID') ?? newest)
  res.write(
    history
      .filter(({ id }) => id > last)
      .map(textOf)
      .join(''),
  )
  const send = (event) => {
    // One that reads too slowly is let go: it comes back and says which event it saw last.
    if (res.writableNeedDrain) res.destroy()
    else res.write(textOf(event))
  }
  feed.on('event', send)
  const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT)
  res.on('close', () => {
    feed.off('event', send)
    clearInterval(heartbeat)
  })
})

setInterval(() => publish({ time: new Date().toISOString() }), 1000)
const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/events`)
})

// A stream that needs a header, ends after five events, and is down for three seconds then.

const EVENTS = 5
const DOWNTIME = 3000

let downUntil = 0

export function sendEvents(req, res) {
  if (req.headers.authorization !== 'Bearer secret') return res.writeHead(401).end()
  if (Date.now() < downUntil) return res.writeHead(503).end()
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  res.write('retry: 1000\n\n')

  const first = Number(req.headers['last-event-id'] ?? 0) + 1
  let id = first
  const timer = setInterval(() => {
    res.write(`id: ${id}\ndata: ${JSON.stringify({ time: new Date().toISOString() })}\n\n`)
    id++
    if (id < first + EVENTS) return
    downUntil = Date.now() + DOWNTIME
    res.end()
  }, 500)
  res.on('close', () => clearInterval(timer))
}

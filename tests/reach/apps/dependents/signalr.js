// SignalR's own client over an EventSource, `options.EventSource` or what its dependency `eventsource` is.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newQueue, startServer } from './server.js'

const RECORD_SEPARATOR = '\x1e'
const record = (message) => `data: ${JSON.stringify(message)}${RECORD_SEPARATOR}`

/** A hub whose streams `nextStream` returns once the client has sent its handshake there. */
async function startHub(t) {
  let connections = 0
  const handshakes = newQueue()
  const server = await startServer(t, {
    'POST /hub/negotiate': () => ({
      negotiateVersion: 1,
      connectionId: 'id',
      connectionToken: `${++connections}`,
      availableTransports: [{ transport: 'ServerSentEvents', transferFormats: ['Text'] }],
    }),
    'POST /hub': handshakes.push,
  })
  const accept = async () => {
    const stream = await server.nextStream()
    stream.send(':')
    await handshakes.next()
    stream.send(record({}))
    return stream
  }
  return { ...server, accept }
}

/** Registers the tests, with the module of SignalR and options of the connection. */
export function testSignalR({ HubConnectionBuilder, HttpTransportType, LogLevel }, options) {
  const build = ({ address }) =>
    new HubConnectionBuilder()
      .withUrl(`${address}/hub`, {
        transport: HttpTransportType.ServerSentEvents,
        headers: { 'X-Client': 'reach' },
        ...options,
      })
      .configureLogging(LogLevel.None)
      .withAutomaticReconnect([1, 1])
      .build()

  test('connects, receives, reconnects and stops', async (t) => {
    const hub = await startHub(t)
    const connection = build(hub)
    const prices = newQueue()
    connection.on('price', prices.push)
    const reconnected = newQueue()
    connection.onreconnected(reconnected.push)

    const [stream] = await Promise.all([hub.accept(), connection.start()])
    assert.equal(stream.headers['x-client'], 'reach')
    stream.send(record({ type: 1, target: 'price', arguments: [7.5] }))
    assert.equal(await prices.next(), 7.5)

    const accepted = hub.accept()
    stream.destroy()
    const next = await accepted
    await reconnected.next()
    next.send(record({ type: 1, target: 'price', arguments: [8] }))
    assert.equal(await prices.next(), 8)

    await connection.stop()
    await next.closed
  })

  test('start() rejects when the server refuses the stream', async (t) => {
    const hub = await startHub(t)
    const connection = build(hub)
    const started = connection.start()
    started.catch(() => {})
    ;(await hub.nextStream()).fail(404)
    await assert.rejects(started, /failed to connect/)
  })
}

// The rules of `fakeServer()`, as a client of its `fetch` sees them, and with the library.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mock, test } from 'node:test'
import { EventSource, events } from 'eventsource-wasm'
import { fakeServer } from 'eventsource-wasm/testing'

const URL_OF_STREAM = 'https://events.example/stream'

/** A request to a new server: the promise of its response, and the connection. */
const request = async (init) => {
  const server = fakeServer()
  const response = server.fetch(URL_OF_STREAM, init)
  return { server, response, connection: await server.nextConnection() }
}

/** An event source of the library that is connected to a new server. */
const connect = async (t, init) => {
  const server = fakeServer()
  const source = new EventSource(URL_OF_STREAM, { fetch: server.fetch, ...init })
  t.after(() => source.close())
  return { server, source, connection: await server.nextConnection() }
}

test('a connection has what was requested', async () => {
  const headers = { 'X-One': '1' }
  const { connection } = await request({ method: 'POST', headers, body: 'question' })
  const { url, method, body } = connection
  assert.deepEqual([url, method, body], [URL_OF_STREAM, 'POST', 'question'])
  assert.equal(connection.headers.get('x-one'), '1')
})

test('a Request is accepted, and init overrides it', async () => {
  const server = fakeServer()
  const input = new Request(URL_OF_STREAM, { method: 'POST', headers: { a: '1' }, body: 'one' })
  server.fetch(input, { headers: { a: '2' } })
  const { url, method, headers, body } = await server.nextConnection()
  assert.deepEqual([url, method, headers.get('a'), body], [URL_OF_STREAM, 'POST', '2', 'one'])
})

test('nextConnection() returns connections in the order of their requests, each once', async () => {
  const server = fakeServer()
  const early = server.nextConnection()
  for (const name of ['a', 'b', 'c']) server.fetch(`https://events.example/${name}`)
  const connections = [await early, await server.nextConnection(), await server.nextConnection()]
  assert.deepEqual(connections, server.connections)
  assert.deepEqual(
    connections.map(({ url }) => url.at(-1)),
    ['a', 'b', 'c'],
  )
})

test('respond() sends an event stream that stays open', async () => {
  const { response, connection } = await request()
  connection.respond({ headers: { 'X-Two': '2' } }).send('one')
  const { status, headers, url, body } = await response
  const { value } = await body.getReader().read()
  assert.deepEqual([status, url], [200, URL_OF_STREAM])
  assert.deepEqual([...headers], [['content-type', 'text/event-stream'], ['x-two', '2']]) // prettier-ignore
  assert.equal(new TextDecoder().decode(value), 'data: one\n\n')
})

test('a response with a body or another status is complete', async () => {
  for (const [init, status, text] of [
    [{ body: 'token' }, 200, 'token'],
    [{ status: 503, headers: { 'Retry-After': '5' } }, 503, ''],
    [{ status: 204 }, 204, ''],
  ]) {
    const { response, connection } = await request()
    connection.respond(init)
    assert.equal((await response).status, status)
    assert.equal(await (await response).text(), text)
    assert.equal(await connection.closed, 'server')
  }
})

test('the body has each field of an event on its own line', async () => {
  const { response, connection } = await request()
  connection.send({ id: '1', event: 'price', data: 'a\nb\r\nc', retry: 10 })
  connection.comment('alive')
  connection.comment()
  connection.send({ id: '', data: '' })
  connection.end()
  const text =
    'id: 1\nevent: price\ndata: a\ndata: b\ndata: c\nretry: 10\n\n: alive\n: \nid: \ndata: \n\n'
  assert.equal(await (await response).text(), text)
})

test('break() rejects a request without a response', async () => {
  const { response, connection } = await request()
  connection.break()
  await assert.rejects(response, TypeError)
  assert.equal(await connection.closed, 'server')
})

test('break() fails the body after what was sent before', async () => {
  const { response, connection } = await request()
  connection.send('one').send('two').break()
  const reader = (await response).body.getReader()
  await reader.read()
  await reader.read()
  await assert.rejects(reader.read(), TypeError)
})

test('break() fails a body that is being read', async () => {
  const { response, connection } = await request()
  connection.respond()
  const read = (await response).body.getReader().read()
  connection.break()
  await assert.rejects(read, TypeError)
})

test('closed is fulfilled when the client has closed the connection', async () => {
  const aborting = new AbortController()
  const { response, connection } = await request({ signal: aborting.signal })
  aborting.abort(new Error('enough'))
  await assert.rejects(response, /enough/)
  assert.equal(await connection.closed, 'client')

  const other = await request()
  other.connection.respond()
  await (await other.response).body.cancel()
  assert.equal(await other.connection.closed, 'client')
})

test('what the server does after the client has closed the connection has no effect', async () => {
  const aborting = new AbortController()
  const { response, connection } = await request({ signal: aborting.signal })
  connection.respond()
  const read = (await response).body.getReader().read()
  aborting.abort()
  connection.send('late').comment().end()
  await assert.rejects(read, { name: 'AbortError' })
})

test('a request that is aborted before it is made makes no connection', async () => {
  const server = fakeServer()
  await assert.rejects(server.fetch(URL_OF_STREAM, { signal: AbortSignal.abort() }))
  assert.deepEqual(server.connections, [])
})

test('misuse throws at the call', async () => {
  const used = async (use) => {
    const { response, connection } = await request()
    response.catch(() => {})
    use(connection)
    return connection
  }
  const respond = (connection) => connection.respond()
  const end = (connection) => connection.end()
  const cut = (connection) => connection.break()
  const complete = (connection) => connection.respond({ status: 401 })
  const send = (connection) => connection.send('one')
  const comment = (connection) => connection.comment()
  for (const [before, wrong, message] of [
    [respond, respond, 'respond() was called a second time'],
    [send, respond, 'respond() was called a second time'],
    [complete, respond, 'respond() was called after a complete response'],
    [complete, send, 'send() was called after a complete response'],
    [end, send, 'send() was called after end()'],
    [end, comment, 'comment() was called after end()'],
    [end, end, 'end() was called after end()'],
    [end, cut, 'break() was called after end()'],
    [cut, send, 'send() was called after break()'],
  ]) {
    const connection = await used(before)
    assert.throws(
      () => wrong(connection),
      ({ message: thrown, stack }) =>
        thrown === `fakeServer: ${message}` && stack.includes(`at ${wrong.name} (`),
    )
  }
})

test('invalid values throw, and the connection stays as it was', async () => {
  const { response, connection } = await request()
  for (const [use, message] of [
    [() => connection.respond(503), /'init' must be an object/],
    [() => connection.respond({ status: 99 }), /99/],
    [() => connection.send({ type: 'price' }), /'type' must be one of event,data,id,retry/],
    [() => connection.send(7), /'event' must be text or an object/],
    [() => connection.send(null), /'event' must be text or an object/],
    [() => connection.send({ data: 7 }), /'data' must be text/],
    [() => connection.send({ id: 'a\nb' }), /'id' must be one line of text/],
    [() => connection.send({ event: 'a\rb' }), /'event' must be one line of text/],
    [() => connection.send({ retry: '10' }), /'retry' must be a whole number of milliseconds/],
    [() => connection.comment(7), /'comment' must be text/],
  ]) {
    assert.throws(use, message)
  }
  connection.respond({ body: 'first' })
  assert.equal(await (await response).text(), 'first')
})

test('the library receives, reconnects with the last event ID, and closes', async (t) => {
  const { server, source, connection } = await connect(t, { backoff: { initial: 1 } })
  assert.equal(connection.headers.get('Accept'), 'text/event-stream')
  connection.send({ id: '7', event: 'price', data: '1.5' })
  const [{ data, origin, lastEventId }] = await once(source, 'price')
  assert.deepEqual([data, origin, lastEventId], ['1.5', 'https://events.example', '7'])
  connection.end()
  assert.equal((await once(source, 'error'))[0].reason, 'end')
  const second = await server.nextConnection()
  assert.equal(second.headers.get('Last-Event-ID'), '7')
  second.respond()
  await once(source, 'open')
  source.close()
  assert.equal(await second.closed, 'client')
})

test('the library sees a broken connection as one', async (t) => {
  const { source, connection } = await connect(t)
  const both = Promise.all([once(source, 'message'), once(source, 'error')])
  connection.send('one').break()
  const [[{ data }], [{ reason }]] = await both
  assert.deepEqual([data, reason], ['one', 'network'])
})

test('a loop over events() ends its connection', async () => {
  const server = fakeServer()
  const received = []
  const loop = async () => {
    for await (const { data } of events(URL_OF_STREAM, { fetch: server.fetch })) {
      if (received.push(data) === 2) break
    }
  }
  const looping = loop()
  const connection = await server.nextConnection()
  connection.send('one').send('two').send('three')
  await looping
  assert.deepEqual(received, ['one', 'two'])
  assert.equal(await connection.closed, 'client')
})

test('a clock that the test controls decides when the library reconnects', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.after(() => mock.timers.reset())
  const { server, source, connection } = await connect(t)
  connection.respond({ status: 200 }).end()
  const [{ delay }] = await once(source, 'error')
  mock.timers.tick(delay - 1)
  assert.equal(server.connections.length, 1)
  mock.timers.tick(1)
  await server.nextConnection()
})

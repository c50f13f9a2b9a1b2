import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChatClient, stream } from '@tanstack/ai-client'
import { events } from 'eventsource-wasm'
import { newQueue, startServer } from './server.js'

/** A connection adapter for TanStack AI, over the events of a POST. */
const streamEvents = (url, init) =>
  stream(async function* (messages, data, signal) {
    const body = JSON.stringify({ messages, ...data })
    for await (const event of events(url, { ...init, method: 'POST', body, signal })) {
      const chunk = JSON.parse(event.data)
      yield chunk
      if (chunk.type === 'RUN_FINISHED') return
    }
  })

const connect = ({ address }, options) => {
  const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer reach' }
  const connection = streamEvents(`${address}/chat`, { headers, backoff: { initial: 1 } })
  return new ChatClient({ connection, ...options })
}

const ids = { threadId: 'thread', runId: 'run' }
const messageId = 'message'
const started = { type: 'RUN_STARTED', ...ids }
const opened = { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
const content = (delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })
const closed = { type: 'TEXT_MESSAGE_END', messageId }
const finished = { type: 'RUN_FINISHED', ...ids }

const send = (stream, from, ...chunks) =>
  chunks.forEach((chunk, index) =>
    stream.send(`id: ${from + index}`, `data: ${JSON.stringify(chunk)}`),
  )

const textOf = (client) => client.getMessages().at(-1).parts[0].content

test('connects, receives, resumes a stream that was cut, and ends with it', async (t) => {
  const server = await startServer(t)
  const client = connect(server)
  const sent = client.sendMessage('Why?')
  const first = await server.nextStream()
  assert.equal(first.headers.authorization, 'Bearer reach')
  assert.equal(JSON.parse(first.body).messages[0].role, 'user')
  send(first, 1, started, opened, content('Streams '))
  first.destroy()

  const second = await server.nextStream()
  assert.deepEqual([second.method, second.headers['last-event-id']], ['POST', '3'])
  send(second, 4, content('of text'), closed, finished)
  await sent
  assert.equal(textOf(client), 'Streams of text')
  await second.closed
})

test('stop() closes the connection', async (t) => {
  const server = await startServer(t)
  const changes = newQueue()
  const client = connect(server, { onMessagesChange: changes.push })
  const sent = client.sendMessage('Why?')
  const stream = await server.nextStream()
  send(stream, 1, started, opened, content('Streams'))
  while ((await changes.next()).at(-1).parts[0]?.content !== 'Streams');
  client.stop()
  await stream.closed
  await sent
})

test('a refusal is an error of the chat', async (t) => {
  const server = await startServer(t)
  const errors = newQueue()
  const client = connect(server, { onError: errors.push })
  const sent = client.sendMessage('Why?')
  ;(await server.nextStream()).fail(429)
  assert.equal((await errors.next()).status, 429)
  await sent
})

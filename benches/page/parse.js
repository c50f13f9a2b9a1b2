// Parsing alone: the same ready chunks, no network.

import { createParser } from 'eventsource-parser'
import { events } from '../../dist/index.js'
import { start } from '../../js/engine.js'
import { checkedInit } from '../../js/options.js'
import { newBatch, newConnection } from '../../js/receive.js'

const URL = 'http://localhost/'

/** A stream that has everything already. */
const ready = (chunks) => {
  let index = 0
  return new ReadableStream({
    pull(controller) {
      if (index < chunks.length) controller.enqueue(chunks[index++])
      else controller.close()
    },
  })
}

const answer = (chunks) => async () =>
  new Response(ready(chunks), { headers: { 'content-type': 'text/event-stream' } })

async function peer(chunks, onData) {
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ data }) => onData(data) })
  const { body } = await answer(chunks)()
  const reader = body.getReader()
  for (let part; !(part = await reader.read()).done;) {
    parser.feed(decoder.decode(part.value, { stream: true }))
  }
}

/** How the end of a stream is told to who wants no other attempt. */
const isEnd = (reason) => reason === 'retries'

async function iterator(chunks, onData) {
  const init = { fetch: answer(chunks), backoff: { retries: 0 } }
  try {
    for await (const { data } of events(URL, init)) onData(data)
  } catch (error) {
    if (!isEnd(error.reason)) throw error
  }
}

/** The core without promises: the events of each batch go to a function. */
const core = (chunks, onData) =>
  new Promise((resolve, reject) => {
    const init = checkedInit({ fetch: answer(chunks), backoff: { retries: 0 } })
    const batch = newBatch(init)
    const receiver = {
      open: batch.open,
      events(utf8) {
        batch.set(utf8)
        for (let event; (event = batch.read());) onData(event.data)
      },
      error(reason, message) {
        connection.close()
        if (isEnd(reason)) resolve()
        else reject(new Error(message))
      },
      pause() {},
    }
    const connection = newConnection(receiver, URL, init)
    connection.open()
  })

const PARSERS = { 'eventsource-parser': peer, core, events: iterator }

/** Cuts bytes into chunks of a size, or after each event. */
function cut(bytes, size) {
  const chunks = []
  for (let at = 0, end; at < bytes.length; at = end) {
    end = size ? at + size : endOfEvent(bytes, at)
    // Each has memory of its own, as chunks of a response have.
    chunks.push(bytes.slice(at, end))
  }
  return chunks
}

function endOfEvent(bytes, at) {
  do at = bytes.indexOf(10, at) + 1
  while (bytes[at] !== 10)
  return at + 1
}

async function timed(parser, bytes, size, expected) {
  let events = 0
  let length = 0
  const chunks = cut(bytes, size)
  const began = performance.now()
  await PARSERS[parser](chunks, (data) => {
    events++
    length += data.length
  })
  const time = performance.now() - began
  if (events === expected.events && length === expected.length) return time
  throw new Error(`${events} of ${expected.events} events arrived`)
}

let started

/** Parses a stream in chunks of a size, once to warm up and once with the clock. */
export async function parse({ contender, stream, size }, address) {
  const [module, body] = await Promise.all(
    ['/eventsource.wasm', stream.url.replace('/stream', '/body')].map(async (path) =>
      (await fetch(address + path)).arrayBuffer(),
    ),
  )
  // Once: the glue knows one instance, and in Node many jobs share it.
  await (started ??= start(module))
  const bytes = new Uint8Array(body)
  await timed(contender, bytes, size, stream.expected)
  return { time: await timed(contender, bytes, size, stream.expected) }
}

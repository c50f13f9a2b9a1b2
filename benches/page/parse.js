// Measures parsing without a network: all chunks are ready.

import { createParser } from 'eventsource-parser'
import { events } from '../../dist/index.js'
import { newBatch } from '../../js/batch.js'
import { newConnection } from '../../js/connection.js'
import { checkedInit } from '../../js/options.js'
import { createGlue } from '../../pkg/glue.js'
import { Context } from '../../src/browser/context.js'

const URL = 'http://localhost/'

/** A stream whose chunks are all ready. */
const readyStream = (chunks) => {
  let index = 0
  return new ReadableStream({
    pull(controller) {
      if (index < chunks.length) controller.enqueue(chunks[index++])
      else controller.close()
    },
  })
}

const fetchReady = (chunks) => async () =>
  new Response(readyStream(chunks), { headers: { 'content-type': 'text/event-stream' } })

async function peer(chunks, onData) {
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ data }) => onData(data) })
  const { body } = await fetchReady(chunks)()
  const reader = body.getReader()
  for (let part; !(part = await reader.read()).done;) {
    parser.feed(decoder.decode(part.value, { stream: true }))
  }
}

async function iterator(chunks, onData) {
  const init = { fetch: fetchReady(chunks), reconnectOnEnd: false }
  for await (const { data } of events(URL, init)) onData(data)
}

/** The core without promises: calls a function with the events of each batch. */
const core = (chunks, onData) =>
  new Promise((resolve, reject) => {
    const init = checkedInit({ fetch: fetchReady(chunks), reconnectOnEnd: false })
    const context = new Context(init, URL)
    const batch = newBatch(instance, init)
    const delegate = {
      open: batch.open,
      events(utf8) {
        batch.set(utf8)
        for (let event; (event = batch.read());) onData(event.data)
      },
      error(reason, message) {
        connection.close()
        if (reason === 'end') resolve()
        else reject(new Error(message))
      },
      connecting() {},
    }
    const connection = newConnection(instance, delegate, context)
    connection.start()
  })

const PARSERS = { 'eventsource-parser': peer, core, events: iterator }

/** Cuts bytes into chunks of a size, or after each event. */
function cut(bytes, size) {
  const chunks = []
  for (let at = 0, end; at < bytes.length; at = end) {
    end = size ? at + size : endOfEvent(bytes, at)
    // Copied, because the chunks of a response do not share memory.
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
  const started = performance.now()
  await PARSERS[parser](chunks, (data) => {
    events++
    length += data.length
  })
  const time = performance.now() - started
  if (events === expected.events && length === expected.length) return time
  throw new Error(`${events} of ${expected.events} events arrived`)
}

/** An instance of the core, as js/engine.js creates it. */
let instance

const createInstance = async (module) => {
  const glue = createGlue()
  const result = await WebAssembly.instantiate(module, glue.__wbg_get_imports())
  glue.__wbg_finalize_init(result.instance)
  const { connect, decodeText } = glue
  return { connect, decodeText, connections: 0, release() {}, fail() {} }
}

/** Parses a stream in chunks of `size`, once to warm up and once to measure. */
export async function parse({ library, stream, size }, address) {
  const [module, body] = await Promise.all(
    ['/eventsource.wasm', stream.url.replace('/stream', '/body')].map(async (path) =>
      (await fetch(address + path)).arrayBuffer(),
    ),
  )
  instance ??= await createInstance(module)
  const bytes = new Uint8Array(body)
  await timed(library, bytes, size, stream.expected)
  return { time: await timed(library, bytes, size, stream.expected) }
}

// Measures the heap that a page uses for what it keeps of a stream's events. Only Chromium exposes it.

import { EventSource as EventSourcePackage } from 'eventsource'
import { events, FetchEventSource } from '../../dist/index.js'
import { measureMemory } from './memory.js'

const KEEP = {
  ids: ({ lastEventId }) => lastEventId,
  types: ({ type }) => type,
  data: ({ data }, index) => (index % 100 ? undefined : data),
}

const listen = (create) => (url, types, onEvent) =>
  new Promise((resolve, reject) => {
    const source = create(url)
    source.onerror = ({ message = 'error event' }) => {
      source.close()
      reject(new Error(message))
    }
    const handle = (event) => {
      if (onEvent(event)) return
      source.close()
      resolve()
    }
    for (const type of types) source.addEventListener(type, handle)
  })

const SOURCES = {
  native: listen((url) => new EventSource(url)),
  FetchEventSource: listen((url) => new FetchEventSource(url)),
  eventsource: listen((url) => new EventSourcePackage(url)),
  async events(url, types, onEvent) {
    for await (const event of events(url)) if (!onEvent(event)) break
  },
}

/** Receives a stream, and returns what is kept of it. */
async function receive({ library, keep, types }, { url, expected }) {
  const kept = []
  let count = 0
  await SOURCES[library](url, types, (event) => {
    const value = KEEP[keep](event, count++)
    if (value !== undefined) kept.push(value)
    return count < expected.events
  })
  return kept
}

/** The bytes by which the heap grows: with what the page keeps, and without. */
export async function retention({ warmUp, stream, ...job }) {
  await receive(job, warmUp)
  const before = await measureMemory()
  const kept = await receive(job, stream)
  const after = await measureMemory()
  return {
    bytes: after.heap - before.heap,
    page: after.page - before.page,
    wasm: after.wasm - before.wasm,
    kept: kept.length,
  }
}

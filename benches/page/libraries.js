// Each library, used as its documentation shows. A function calls `onData` with the data of each event and returns a function
// that closes the connection.

import { fetchEventSource } from '@microsoft/fetch-event-source'
import { EventSourcePolyfill } from 'event-source-polyfill'
import { EventSource as EventSourcePackage } from 'eventsource'
import { createEventSource } from 'eventsource-client'
import { SSE } from 'sse.js'
import { events, FetchEventSource } from '../../dist/index.js'
import { FetchEventSource as InlineEventSource } from '../../dist/inline.js'

/** For objects with the interface of EventSource. */
const source = (create) => (url, type, onData, onError) => {
  const source = create(url)
  source.addEventListener(type, (event) => onData(event.data))
  source.addEventListener('error', (event) => onError(event.message ?? 'error event'))
  return () => source.close()
}

async function loop(iterable, onData, onError) {
  try {
    for await (const { data } of iterable) onData(data)
  } catch (error) {
    onError(error.message)
  }
}

const iterate = (url, type, onData, onError) => {
  const controller = new AbortController()
  loop(events(url, { signal: controller.signal }), onData, onError)
  return () => controller.abort()
}

const fetchEvents = (url, type, onData, onError) => {
  const controller = new AbortController()
  const { signal } = controller
  fetchEventSource(url, {
    signal,
    openWhenHidden: true,
    onmessage: ({ data }) => onData(data),
    onerror(error) {
      throw error
    },
  }).catch((error) => onError(error.message))
  return () => controller.abort()
}

const client = (url, type, onData, onError) => {
  const source = createEventSource({
    url: new URL(url, location.href),
    onMessage: ({ data }) => onData(data),
    onDisconnect: () => onError('disconnected'),
  })
  return () => source.close()
}

/** The least that a library over `fetch` does: it parses only the streams of this benchmark. */
const fetchAlone = (url, type, onData, onError) => {
  const controller = new AbortController()
  const { signal } = controller
  const read = async () => {
    const { body } = await fetch(url, { signal })
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop()
      for (const block of blocks) onData(block.slice(block.indexOf('data: ') + 6))
    }
  }
  read().catch((error) => onError(error.message))
  return () => controller.abort()
}

export const LIBRARIES = {
  native: source((url) => new EventSource(url)),
  FetchEventSource: source((url) => new FetchEventSource(url)),
  inline: source((url) => new InlineEventSource(url)),
  events: iterate,
  eventsource: source((url) => new EventSourcePackage(url)),
  'event-source-polyfill': source((url) => new EventSourcePolyfill(url)),
  '@microsoft/fetch-event-source': fetchEvents,
  'sse.js': source((url) => new SSE(url)),
  'eventsource-client': client,
  fetch: fetchAlone,
}

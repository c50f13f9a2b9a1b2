// An engine that has just the globals that the package needs (needs.js).

import './needs.js'
import { EventSource, events } from 'eventsource-wasm'

const BODIES = ['retry: 10\nid: 1\ndata: one\n\n', 'id: 2\nevent: price\ndata: two\n\n']

/** Puts a `fetch` in place whose responses have nothing but what the package reads; returns its requests. */
const respond = () => {
  const requests = []
  globalThis.fetch = async (url, { headers, signal }) => {
    const request = { id: headers['Last-Event-ID'] || '', signal }
    const text = BODIES[requests.push(request) - 1]
    let chunks = [new TextEncoder().encode(text)]
    const read = async () => {
      const value = chunks.shift()
      // The last body stays open.
      if (!value && text === BODIES[1]) return new Promise(() => {})
      return { value, done: !value }
    }
    return {
      status: 200,
      headers: { get: (name) => (/content-type/i.test(name) ? 'text/event-stream' : null) },
      body: { getReader: () => ({ read, cancel: async () => (chunks = []) }) },
    }
  }
  return requests
}

const show = ({ type, data, lastEventId }) => [type, data, lastEventId]

const receive = () => {
  const requests = respond()
  const seen = []
  return new Promise((resolve) => {
    const source = new EventSource('https://server.test/events')
    source.onmessage = (event) => seen.push(show(event))
    source.addEventListener('price', (event) => {
      seen.push(show(event))
      source.close()
      resolve({ seen, requests: requests.map(({ id, signal }) => [id, signal.aborted]) })
    })
  })
}

const iterate = async () => {
  respond()
  const seen = []
  for await (const event of events('https://server.test/events')) {
    if (seen.push(show(event)) === 2) break
  }
  return { seen }
}

/** Which of these there are. */
const present = () => globalThis.NAMES.filter((name) => name in globalThis)

const main = async () => {
  globalThis.print(JSON.stringify({ name: 'receive', ...(await receive()) }))
  globalThis.print(JSON.stringify({ name: 'iterate', ...(await iterate()) }))
  globalThis.print(JSON.stringify({ name: 'globals', present: present() }))
}

main().catch(({ message, stack }) => {
  globalThis.print(JSON.stringify({ name: 'failed', message: `${message} ${stack}` }))
})

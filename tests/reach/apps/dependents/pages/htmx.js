// htmx with its extension for server-sent events, whose `createEventSource` adds a header.

import { EventSource } from 'eventsource-wasm'
import './htmx_global.js'
import 'htmx-ext-sse'

globalThis.htmx.createEventSource = (url) =>
  new EventSource(url, { headers: { Authorization: 'Bearer reach' }, backoff: { initial: 1 } })

document.body.addEventListener('htmx:sseError', ({ detail: { error, source } }) => {
  document.title = `${error.status} ${source.readyState}`
})
document.body.innerHTML = `
  <main hx-ext="sse" sse-connect="/events" sse-close="done">
    <ul sse-swap="price" hx-swap="beforeend"></ul>
  </main>`
globalThis.htmx.process(document.body)

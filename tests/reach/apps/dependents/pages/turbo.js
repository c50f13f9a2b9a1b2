// Turbo Streams over an event source with a header, and over the global EventSource of <turbo-stream-source>.

import { EventSource, FetchEventSource } from 'eventsource-wasm'
import * as Turbo from '@hotwired/turbo'

globalThis.EventSource = FetchEventSource

let source
globalThis.connect = () => {
  source = new EventSource('/events', {
    headers: { Authorization: 'Bearer reach' },
    backoff: { initial: 1 },
  })
  source.onerror = ({ status }) => (document.title = `${status} ${source.readyState}`)
  Turbo.connectStreamSource(source)
}
globalThis.disconnect = () => {
  Turbo.disconnectStreamSource(source)
  source.close()
}

document.body.innerHTML = '<ul></ul><main></main>'
globalThis.connect()

// The application that is bundled.

import 'eventsource-wasm/polyfill'
import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

globalThis.reach = {
  receive: (url) => receive(EventSource, url),

  /** The first message of an event source that has no options. */
  receiveNative: (url) =>
    new Promise((resolve) => {
      const source = new EventSource(url)
      source.onmessage = ({ data, isTrusted }) => {
        source.close()
        resolve({ data, isTrusted })
      }
    }),
}

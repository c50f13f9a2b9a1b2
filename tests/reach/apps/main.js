// The application that the bundlers build.

import 'eventsource-wasm/polyfill'
import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

globalThis.reach = {
  receive: (url) => receive(EventSource, url),

  /** Receives the first message with an event source without options. */
  receiveNative: (url) =>
    new Promise((resolve) => {
      const source = new EventSource(url)
      source.onmessage = ({ data, isTrusted }) => {
        source.close()
        resolve({ data, isTrusted })
      }
    }),
}

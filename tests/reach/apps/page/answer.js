import { receive } from './receive.js'

/** Answers a message, the URL of a stream, through the port that came with it. */
export function answer(EventSource) {
  const onmessage = ({ data, ports: [port] }) => {
    receive(EventSource, data).then(
      (received) => port.postMessage({ received }),
      (error) => port.postMessage({ error: error.message }),
    )
  }
  globalThis.onmessage = onmessage
  globalThis.onconnect = ({ ports: [port] }) => (port.onmessage = onmessage)
}

import { receive } from './receive.js'

/** Responds to each message, the URL of a stream, through the port that was sent with it. */
export function respond(EventSource) {
  const onmessage = ({ data, ports: [port] }) => {
    receive(EventSource, data).then(
      (received) => port.postMessage({ received }),
      (error) => port.postMessage({ error: error.message }),
    )
  }
  globalThis.onmessage = onmessage
  globalThis.onconnect = ({ ports: [port] }) => (port.onmessage = onmessage)
}

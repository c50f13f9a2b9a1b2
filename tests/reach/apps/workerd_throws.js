// A worker whose listeners throw: at the end of the first connection, and at the second of three messages.

import { EventSource } from 'eventsource-wasm'

const receiveThree = (url) =>
  new Promise((resolve, reject) => {
    const source = new EventSource(url, { headers: { Authorization: 'Bearer reach' } })
    const received = []
    source.onmessage = ({ data, lastEventId }) => {
      received.push(`${lastEventId} ${data}`)
      if (received.length === 2) throw new Error('thrown by a message listener')
      if (received.length === 3) {
        source.close()
        resolve(received)
      }
    }
    source.onerror = ({ willReconnect, message }) => {
      if (!willReconnect) reject(new Error(message))
      throw new Error('thrown by an error listener')
    }
  })

export default {
  async fetch(request) {
    return Response.json(await receiveThree(new URL(request.url).searchParams.get('url')))
  },
}

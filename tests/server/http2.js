// The test server over HTTP/2, with a self-signed certificate.

import { createSecureServer } from 'node:http2'
import { generate } from 'selfsigned'
import { HOST } from '../../www/listen.js'

/** `handle` responds as it does over HTTP/1.1; the headers of a response may have `longestHead` bytes. */
export async function listenHttp2(handle, { longestHead }) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: HOST }])
  const server = createSecureServer({ key, cert, maxSendHeaderBlockLength: longestHead }, handle)
  // Node 20 waits for trailers on every stream, and may crash when such a stream is reset.
  server.prependListener('stream', (stream) => {
    const { respond } = stream
    stream.respond = (head, options) =>
      respond.call(stream, head, { ...options, waitForTrailers: false })
  })
  const sessions = new Set()
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  await new Promise((resolve) => server.listen(0, HOST, resolve))
  const close = () => {
    for (const session of sessions) session.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  return { address: `https://${HOST}:${server.address().port}`, close }
}

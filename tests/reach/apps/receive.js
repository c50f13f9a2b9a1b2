// Receives two messages over two connections, with a header, and closes: the client of every environment. It has to run
// unchanged in engines of 2018, and is sent to pages as text, so it refers to nothing outside itself.

export const receive = (EventSource, url) =>
  new Promise((resolve, reject) => {
    let core = ''
    const headers = () => ({ Authorization: 'Bearer reach', 'X-Core': core })
    const source = new EventSource(url, { headers })
    const received = []
    // Where `dispatchEvent` is a script, as in Deno, its frames are more than V8 collects by default.
    Error.stackTraceLimit = 50
    source.onmessage = (event) => {
      // The core dispatches the first event of a chunk. Bun names none of the frames in WebAssembly.
      const isWasm = /wasm-function|wasm:\/\/|<WASM|\[wasm code\]|at unknown/i.test(
        new Error().stack,
      )
      core = isWasm ? 'WebAssembly' : 'JavaScript'
      received.push(`${event.lastEventId} ${event.data}`)
      if (received.length < 2) return
      source.close()
      resolve(received)
    }
    source.onerror = (event) => {
      if (!event.willReconnect) reject(new Error(event.message))
    }
  })

/** The same as an async iterable. */
export const iterate = async (events, url) => {
  const received = []
  for await (const event of events(url, { headers: { Authorization: 'Bearer reach' } })) {
    if (received.push(`${event.lastEventId} ${event.data}`) === 2) break
  }
  return received
}

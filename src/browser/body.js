// Reads the body of a response. wasm-bindgen copies this file into Rust applications beside context.js.

import { END, NETWORK_ERROR, UNSUPPORTED } from './context.js'

/** A chunk is handed over in slices of this many bytes, so that the core can check the time after each. */
const SLICE = 1 << 14

/** Creates the reader of a body, if there is one. Chromium before 78 does not expose the constructor of readers. */
export const openBody = (context, { body }) => {
  if (body === undefined) {
    throw new TypeError(
      'it has no body: this fetch does not stream (see docs/limited-environments.md)',
    )
  }
  if (!body || body.getReader) {
    context.reader = body && body.getReader()
    return
  }
  if (!body[Symbol.asyncIterator]) throw new TypeError('its body is not a stream')
  const iterator = body[Symbol.asyncIterator]()
  context.reader = {
    read: () => iterator.next(),
    cancel: () => (body.destroy ? body.destroy() : iterator.return()),
  }
}

const bytesOf = (value) => {
  if (value instanceof Uint8Array) return value
  if (!ArrayBuffer.isView(value)) throw new TypeError('its body has a chunk that is not bytes')
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/** Hands what is left of the chunk, and then one chunk after the other, to the core until that wants no more. */
export const readBody = (context, generation) => {
  while (context.chunk) {
    const { chunk, offset } = context
    context.offset += SLICE
    // Each subarray costs an allocation, so most chunks are handed over whole.
    const slice = chunk.length > SLICE ? chunk.subarray(offset, context.offset) : chunk
    if (context.offset >= chunk.length) context.chunk = undefined
    if (!context.receive(generation, slice)) return
  }
  const { reader } = context
  const read = reader ? reader.read() : Promise.resolve({ done: true })
  read.then(
    ({ done, value }) => {
      if (context.reader !== reader) return
      if (done) return context.notify(END, generation)
      try {
        context.chunk = bytesOf(value)
      } catch (cause) {
        return context.notify(UNSUPPORTED, generation, cause)
      }
      context.offset = 0
      readBody(context, generation)
    },
    (cause) => context.notify(NETWORK_ERROR, generation, cause),
  )
}

export const discardChunk = (context) => {
  context.chunk = undefined
}

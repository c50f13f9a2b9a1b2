/* global library, watch */

// The memory of the core: when it is freed, and what happens when it does not suffice.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, script } from './server.js'

/** In the page: loads the core with a maximum memory of this many pages of 64 KiB. */
const loadWithLittleMemory = async (pages) => {
  const response = await fetch('/dist/eventsource.wasm')
  const bytes = [...new Uint8Array(await response.arrayBuffer())]
  const MEMORY = 5
  // A section has a number, a length and a content. Lengths and sizes are LEB128.
  let at = 8
  while (bytes[at] !== MEMORY) {
    let length = 0
    let shift = 0
    let byte
    do {
      byte = bytes[++at]
      length |= (byte & 127) << shift
      shift += 7
    } while (byte > 127)
    at += length + 1
  }
  // The module has one memory without a maximum, and its minimum is one byte: this adds a maximum.
  const [, length, , , minimum] = bytes.slice(at)
  bytes.splice(at, length + 2, MEMORY, 4, 1, 1, minimum, pages)
  await library.load(new Uint8Array(bytes))
}

test('a source whose core runs out of memory is CLOSED with the reason internal', async (t) => {
  const page = await openLibrary(t)
  const { url, closed } = await script({
    body: [{ text: 'data: ' }, { text: 'a'.repeat(2 ** 20), repeat: 16 }, { text: '\n\n' }],
  })
  await page.evaluate(loadWithLittleMemory, 64)
  const failure = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url)
    const { reason, message, willReconnect, cause } = await new Promise(
      (resolve) => (source.onerror = resolve),
    )
    return { reason, message, willReconnect, cause: cause.name, readyState: source.readyState }
  }, url)
  assert.deepEqual(failure, {
    reason: 'internal',
    message: 'the core failed: RuntimeError: unreachable; the connection is closed',
    willReconnect: false,
    cause: 'RuntimeError',
    readyState: 2,
  })
  await closed()
})

test('when the core fails for one source, other sources continue and new ones connect', async (t) => {
  const page = await openLibrary(t)
  const large = await script({
    body: [{ text: 'data: ' }, { text: 'a'.repeat(2 ** 20), repeat: 16 }, { text: '\n\n' }],
  })
  const small = await script({
    body: [{ text: 'data: a\n\n' }, { signal: true }, { text: 'data: b\n\n' }],
  })
  await page.evaluate(loadWithLittleMemory, 64)
  const [urls] = [[large.url, small.url]]
  const failures = await page.evaluate(async ([large, small]) => {
    globalThis.other = watch(new library.FetchEventSource(small))
    await globalThis.other.until(2)
    const failures = []
    for (let times = 0; times < 5; times++) {
      const source = new library.FetchEventSource(large)
      const { reason } = await new Promise((resolve) => (source.onerror = resolve))
      failures.push(reason)
    }
    return failures
  }, urls)
  assert.deepEqual(failures, Array(5).fill('internal'))
  await small.signal()
  const entries = await page.evaluate(() => globalThis.other.until(3))
  assert.deepEqual(entries, ['open', 'message a #', 'message b #'])
  const { url } = await messages('new')
  const data = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url)
    return new Promise((resolve) => (source.onmessage = ({ data }) => resolve(data)))
  }, url)
  assert.equal(data, 'new')
})

test('the memory of a large event is freed once all sources are closed', async (t) => {
  const page = await openLibrary(t, {
    prepare: (page) =>
      page.addInitScript(() => {
        globalThis.memories = []
        const { instantiate } = WebAssembly
        WebAssembly.instantiate = async (...args) => {
          const result = await instantiate.apply(WebAssembly, args)
          const { exports } = result.instance || result
          const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory)
          globalThis.memories.push(new WeakRef(memory))
          return result
        }
      }),
  })
  const large = await script({
    body: [{ text: 'data: ' }, { text: 'a'.repeat(2 ** 20), repeat: 32 }, { text: '\n\n' }],
  })
  const { url } = await messages('one')
  const size = await page.evaluate(
    async ([large, url]) => {
      const receive = async (url) => {
        const source = new library.FetchEventSource(url)
        await new Promise((resolve) => (source.onmessage = resolve))
        source.close()
      }
      await receive(large)
      const size = globalThis.memories[0].deref().buffer.byteLength
      await receive(url)
      return size
    },
    [large.url, url],
  )
  assert.ok(size > 32 * 2 ** 20)
  // What a promise has just resolved to, or what is still on the stack, can outlive a collection.
  let left
  for (let collections = 0; collections < 10 && left?.[0] !== 0; collections++) {
    await page.requestGC()
    left = await page.evaluate(() =>
      globalThis.memories.map((memory) => memory.deref()?.buffer.byteLength ?? 0),
    )
  }
  assert.equal(left[0], 0, 'the large instance is gone')
  assert.ok(left[1] < 4 * 2 ** 20)
})

test('events() throws when the core runs out of memory', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({
    body: [{ text: 'data: ' }, { text: 'a'.repeat(2 ** 20), repeat: 16 }, { text: '\n\n' }],
  })
  await page.evaluate(loadWithLittleMemory, 64)
  const reason = await page.evaluate(
    (url) =>
      library
        .events(url)
        .next()
        .catch(({ reason }) => reason),
    url,
  )
  assert.equal(reason, 'internal')
})

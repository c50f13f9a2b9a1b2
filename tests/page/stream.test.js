/* global library, watch */

// EventSource.fromReadableStream(), lastEventId, reconnectionTime and reset(), as proposed for the HTML Standard.

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'
import { messages, script } from './server.js'

/** Adds `feed(...texts)` to the page: it creates a stream of these texts that stays open. */
const prepare = (page) =>
  page.addInitScript(() => {
    globalThis.feed = (...texts) =>
      new ReadableStream({
        start(controller) {
          for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
          globalThis.controller = controller
        },
        cancel() {
          globalThis.isCancelled = true
        },
      })
  })

const open = (t) => openLibrary(t, { prepare })

test('fromReadableStream() of both classes returns a FetchEventSource that is CONNECTING', async (t) => {
  const page = await open(t)
  const described = await page.evaluate(() => {
    const before = Object.getOwnPropertyNames(globalThis.EventSource)
    const described = [library.EventSource, library.FetchEventSource].map((constructor) => {
      const stream = globalThis.feed()
      const source = constructor.fromReadableStream(stream)
      const { url, withCredentials, readyState, lastEventId, reconnectionTime } = source
      source.close()
      const isReading = source instanceof library.FetchEventSource && stream.locked
      return { url, withCredentials, readyState, lastEventId, reconnectionTime, isReading }
    })
    const after = Object.getOwnPropertyNames(globalThis.EventSource)
    return [...described, before.length === after.length]
  })
  const expected = {
    url: 'about:event-stream',
    withCredentials: false,
    readyState: 0,
    lastEventId: '',
    reconnectionTime: 3000,
    isReading: true,
  }
  assert.deepEqual(described, [expected, expected, true])
})

test('a locked stream, and a value that is not a stream, is a TypeError', async (t) => {
  const page = await open(t)
  const names = await page.evaluate(() => {
    const locked = globalThis.feed()
    locked.getReader()
    return [locked, undefined, {}, 'text'].map((stream) => {
      try {
        library.EventSource.fromReadableStream(stream)
      } catch ({ name }) {
        return name
      }
    })
  })
  assert.deepEqual(names, Array(4).fill('TypeError'))
})

test('all complete events of a stream are dispatched, and its end fires one error and closes the source', async (t) => {
  const page = await open(t)
  const result = await page.evaluate(async () => {
    const results = []
    for (const end of ['close', 'error']) {
      const source = library.EventSource.fromReadableStream(
        globalThis.feed('id: 1\ndata: a\n', '\ndata: b\n\ndata: unfinished'),
      )
      const { until } = watch(source)
      let origin
      source.addEventListener('message', (event) => (origin = event.origin))
      await until(3)
      globalThis.controller[end](end === 'error' ? new RangeError('broken') : undefined)
      results.push([...(await until(4)), origin, source.readyState])
    }
    return results
  })
  const common = ['open', 'message a #1', 'message b #1']
  assert.deepEqual(result, [
    [...common, 'error end, closed', 'null', 2],
    [...common, 'error network, closed', 'null', 2],
  ])
})

test('an empty stream fires open and then error', async (t) => {
  const page = await open(t)
  const entries = await page.evaluate(() => {
    const source = library.EventSource.fromReadableStream(new Blob([]).stream())
    return watch(source).until(2)
  })
  assert.deepEqual(entries, ['open', 'error end, closed'])
})

test('close() cancels the stream in every state', async (t) => {
  const page = await open(t)
  const cancelled = await page.evaluate(async () => {
    const cancelled = []
    for (const until of [0, 1, 2]) {
      globalThis.isCancelled = false
      const source = library.EventSource.fromReadableStream(globalThis.feed('data: a\n\n'))
      const watched = watch(source)
      await watched.until(until)
      source.close()
      await Promise.resolve()
      cancelled.push(globalThis.isCancelled)
    }
    return cancelled
  })
  assert.deepEqual(cancelled, [true, true, true])
})

test('lastEventId and reconnectionTime are kept between bodies that are piped into one stream', async (t) => {
  const page = await open(t)
  const bodies = await Promise.all([
    script({
      body: [{ text: 'retry: 70\nid: 1\ndata: a\n\nid: 2\ndata: unfinished' }],
      then: 'end',
    }),
    script({ body: [{ text: '\ufeffdata: b\n\n' }], then: 'end' }),
  ])
  const result = await page.evaluate(
    async (urls) => {
      const { readable, writable } = new TransformStream()
      const source = library.EventSource.fromReadableStream(readable)
      const { until } = watch(source)
      const states = []
      for (const [index, url] of urls.entries()) {
        const { body } = await fetch(url)
        await body.pipeTo(writable, { preventClose: true })
        states.push((await until(index + 2)).at(-1), source.lastEventId, source.reconnectionTime)
        source.reset()
      }
      source.close()
      return [...states, source.lastEventId, source.reconnectionTime]
    },
    bodies.map(({ url }) => url),
  )
  assert.deepEqual(result, ['message a #1', '1', 70, 'message b #1', '1', 70, '1', 70])
})

test('reset() in a listener discards events that are not dispatched yet', async (t) => {
  const page = await open(t)
  const entries = await page.evaluate(async () => {
    const long = 'data: b\n\n'.repeat(10_000)
    const source = library.EventSource.fromReadableStream(
      globalThis.feed(`data: a\n\n${long}data: c`),
    )
    source.onmessage = ({ data }) => {
      if (data === 'a') source.reset()
    }
    const { until } = watch(source)
    await until(2)
    globalThis.controller.enqueue(new TextEncoder().encode('data: d\n\n'))
    return until(3)
  })
  assert.deepEqual(entries, ['open', 'message a #', 'message d #'])
})

test('lastEventId and reconnectionTime are updated by the stream of a fetch', async (t) => {
  const page = await open(t)
  const { url } = await messages('x\nid: 7\nretry: 99')
  const values = await page.evaluate(async (url) => {
    const init = { lastEventId: '1', backoff: { initial: 500 } }
    const source = new library.FetchEventSource(url, init)
    const values = [source.lastEventId, source.reconnectionTime]
    await watch(source).until(2)
    source.close()
    return [...values, source.lastEventId, source.reconnectionTime]
  }, url)
  assert.deepEqual(values, ['1', 500, '7', 99])
})

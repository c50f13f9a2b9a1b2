/* global library, tracker, watch */

// Endless streams: memory is bounded, and the page stays responsive.

import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { openLibrary, test } from '../page/browser.js'
import { script } from '../page/server.js'
import { prepare } from './objects.js'

const MEGABYTE = 1 << 20
const done = { text: '\n\nevent: done\ndata\n\n' }

/** Reads a stream up to its event `done` or its failure, and measures memory and the responsiveness of the page. */
async function read(t, body, options = {}, headers = {}) {
  const page = await openLibrary(t, { prepare })
  const resource = await script({ headers, body })
  await page.evaluate(() => library.load())
  await page.requestGC()
  const result = await page.evaluate(
    async ([url, options]) => {
      const memory = tracker.memory()
      const result = { events: 0 }
      const gaps = []
      let isOver = false
      const { port1, port2 } = new MessageChannel()
      let last = performance.now()
      port1.onmessage = () => {
        const now = performance.now()
        gaps.push(now - last)
        last = now
        if (!isOver) port2.postMessage(0)
      }
      port2.postMessage(0)
      const source = new library.FetchEventSource(url, options)
      result.end = await new Promise((resolve) => {
        source.onmessage = () => result.events++
        source.onerror = ({ reason }) => resolve(reason)
        source.addEventListener('done', () => resolve('done'))
      })
      isOver = true
      const id = source.lastEventId
      source.close()
      const sum = (gaps) => gaps.reduce((total, gap) => total + gap, 0)
      result.tasks = gaps.length
      result.hung = sum(gaps.filter((gap) => gap > 100)) / sum(gaps)
      result.longestGap = gaps.reduce((longest, gap) => Math.max(longest, gap), 0)
      return { ...result, id, memory: tracker.memory() - memory }
    },
    [resource.url, options],
  )
  await page.requestGC()
  const session = await page.context().newCDPSession(page)
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage')
  t.diagnostic(
    `longest task ${Math.round(result.longestGap)} ms, ` +
      `${Math.round(result.hung * 100)} % of the time in gaps of more than 100 ms, ` +
      `WebAssembly grew by ${result.memory / 1024} KiB, heap at the end ${Math.round(heap / 1024)} KiB`,
  )
  return { ...result, heap }
}

/**
 * The maximum share of the time in noticeable gaps between tasks. Other load on the machine can delay single tasks; a page
 * that hangs has a share near 1.
 */
const MAX_HUNG = 0.3

for (const begin of [':', 'unknown', 'unknown: ']) {
  test(`an endless line that begins with '${begin}' takes no memory`, async (t) => {
    const endless = [{ text: begin }, { text: 'x'.repeat(1_000), repeat: 64_000 }, done]
    const { end, memory, hung } = await read(t, endless)
    assert.equal(end, 'done')
    assert.ok(memory <= MEGABYTE, `${memory} bytes`)
    assert.ok(hung < MAX_HUNG, `${hung} of the time`)
  })
}

const ENDLESS = {
  'an endless line of data': [{ text: 'data: ' }, { text: 'x'.repeat(1_000), repeat: 64_000 }],
  'an event of endless lines': [{ text: 'data: x\n', repeat: 4_000_000 }],
  'an endless ID': [{ text: 'id: ' }, { text: 'x'.repeat(1_000), repeat: 64_000 }],
  'an endless type': [{ text: 'event: ' }, { text: 'x'.repeat(1_000), repeat: 64_000 }],
  'an endless retry': [{ text: 'retry: ' }, { text: '9'.repeat(1_000), repeat: 64_000 }],
}
for (const [name, endless] of Object.entries(ENDLESS)) {
  test(`${name} fails the connection at maxEventSize, and the events before it are delivered`, async (t) => {
    const before = { text: 'data: a\n\n', repeat: 3 }
    const { end, events, memory } = await read(t, [before, ...endless], { maxEventSize: MEGABYTE })
    assert.equal(end, 'event-too-large')
    assert.equal(events, 3)
    assert.ok(memory <= 8 * MEGABYTE, `${memory} bytes`)
  })
}

for (const [begin, expected] of [
  [':', 'done'],
  ['data: ', 'event-too-large'],
]) {
  test(`a decompression bomb that begins with '${begin}' is read like any other stream`, async (t) => {
    const bomb = gzipSync(
      Buffer.concat([begin, Buffer.alloc(64 * MEGABYTE, 'x'), done.text].map(Buffer.from)),
    )
    const body = [{ base64: bomb.toString('base64') }]
    const options = { maxEventSize: MEGABYTE }
    const { end, memory, hung } = await read(t, body, options, { 'Content-Encoding': 'gzip' })
    assert.equal(end, expected)
    assert.ok(memory <= 8 * MEGABYTE, `${memory} bytes`)
    assert.ok(hung < MAX_HUNG, `${hung} of the time`)
  })
}

const ENDS = { then: 'end', body: [{ text: 'data: a\n\n' }] }
const HUGE = '9'.repeat(400)
const LONG_TIMES = {
  'retry sets': [{ ...ENDS, body: [{ text: `retry: ${HUGE}\n\n` }] }],
  'Retry-After sets': [{ status: 503, headers: { 'Retry-After': HUGE }, then: 'end' }],
  'the backoff option sets': [
    ENDS,
    { initial: Number.MAX_VALUE, max: Number.MAX_VALUE, factor: 9 },
  ],
  'exponential backoff reaches': [
    { status: 503, then: 'end' },
    { initial: 1, factor: 1e308, max: Infinity },
    2,
  ],
}
for (const [name, [response, backoff, errors = 1]] of Object.entries(LONG_TIMES)) {
  test(`no delay that ${name} is so long that its timer fires immediately`, async (t) => {
    const page = await openLibrary(t)
    const resource = await script(response)
    const other = await script({ body: [{ delay: 100 }], then: 'end' })
    const delays = await page.evaluate(
      async ([url, settled, backoff, errors]) => {
        const idleTimeout = Number.MAX_VALUE
        const init = { backoff, idleTimeout, retryOn: [503] }
        const source = new library.FetchEventSource(url, init)
        const delays = []
        await new Promise((resolve) => {
          source.onerror = ({ delay }) => delays.push(delay) === errors && resolve()
        })
        await (await fetch(settled)).text()
        source.close()
        return delays
      },
      [resource.url, other.url, backoff, errors],
    )
    assert.equal(delays.length, errors)
    assert.ok(delays.at(-1) >= 3_600_000, `${delays}`)
    assert.equal((await resource.log()).requests.length, errors)
  })
}

test('complete events in one piece with one that is too large are delivered before the connection fails', async (t) => {
  const text = `${'data: a\n\n'.repeat(3)}data: ${'x'.repeat(200)}`
  const { end, events } = await read(t, [{ text }], { maxEventSize: 100 })
  assert.equal(end, 'event-too-large')
  assert.equal(events, 3)
})

test('no error is dispatched for a failure after the event whose listener closes the source', async (t) => {
  const page = await openLibrary(t)
  const text = `data: a\n\ndata: b\n\ndata: ${'x'.repeat(200)}`
  const resource = await script({ body: [{ text }] })
  const entries = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { maxEventSize: 100 })
    const { entries, until } = watch(source)
    source.addEventListener('message', () => source.close())
    await until(2)
    await (await fetch(url.replace(/\/scripts.*/, '/page?'))).text()
    return entries
  }, resource.url)
  assert.deepEqual(entries, ['open', 'message a #'])
})

test('a million IDs use no more memory than the last one', async (t) => {
  const ids = Array.from({ length: 1_000_000 }, (_, index) => `id: ${index}\n\n`)
  const body = Array.from({ length: 100 }, () => ({ text: ids.splice(0, 10_000).join('') }))
  const { end, id, memory, heap, hung } = await read(t, [...body, done])
  assert.equal(end, 'done')
  assert.equal(id, '999999')
  assert.ok(memory <= 2 * MEGABYTE, `${memory} bytes`)
  assert.ok(heap < 16 * MEGABYTE, `${heap} bytes`)
  assert.ok(hung < MAX_HUNG, `${hung} of the time`)
})

for (const name of ['event', 'data', 'id']) {
  test(`the memory of values of '${name}' of a megabyte and more is released`, async (t) => {
    const events = Array.from({ length: 60 }, (_, index) => ({
      text: `${name}: ${String(index).repeat(MEGABYTE)}\ndata: a\n\n`,
    }))
    const { end, memory, heap } = await read(t, [...events, done])
    assert.equal(end, 'done')
    assert.ok(memory <= 32 * MEGABYTE, `${memory} bytes`)
    assert.ok(heap < 16 * MEGABYTE, `${heap} bytes`)
  })
}

test('the page stays responsive during a burst of a million events', async (t) => {
  const { end, events, hung, tasks } = await read(t, [
    { text: 'data: a\n\n', repeat: 1_000_000 },
    done,
  ])
  assert.equal(end, 'done')
  assert.equal(events, 1_000_000)
  assert.ok(tasks > 20, `${tasks} tasks`)
  assert.ok(hung < MAX_HUNG, `${hung} of the time`)
})

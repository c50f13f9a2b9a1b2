// What the page keeps of a stream is what memory holds. Measured after garbage collection.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FetchEventSource, events } from '../../dist/index.js'
import { serve } from './server.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

const MIB = 2 ** 20

/** Bytes of the JavaScript heap after garbage collection, and after what that lets run. Strings are part of it. */
const heap = async () => {
  for (let times = 0; times < 3; times++) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

const ID = (number) => `id-${String(number).padStart(20, '0')}`
const COUNT = 4000

for (const [what, keep, most] of [
  ['IDs', ({ lastEventId }) => lastEventId, 2],
  ['types', ({ type }) => type, 2],
  ['one event in a hundred', (event, index) => (index % 100 ? undefined : event), 4],
]) {
  test(`of 4,000 events of 16 KB, a page that keeps the ${what} holds no more`, async () => {
    const filler = 'x'.repeat(16_000)
    const text = (number) =>
      `id: ${ID(number)}\nevent: type-of-some-length-${number}\ndata: ${filler}\n\n`
    const { url } = await serve((req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' })
      let number = 0
      const write = () => {
        while (number < COUNT) if (!res.write(text(number++))) return res.once('drain', write)
        return res.end()
      }
      write()
    })
    const kept = []
    let start
    let index = 0
    for await (const event of events(url, { reconnectOnEnd: false })) {
      start ??= await heap()
      const value = keep(event, index++)
      if (value !== undefined) kept.push(value)
    }
    const growth = (await heap()) - start
    assert.equal(index, COUNT)
    assert.ok(growth < most * MIB, `${(growth / MIB).toFixed(1)} MiB for ${kept.length} values`)
  })
}

test('an event of 32 MiB that the page drops is freed, without a further event and after close()', async (t) => {
  const { url } = await serve(`data: ${'x'.repeat(32 * MIB)}\n\n`)
  const source = new FetchEventSource(url)
  t.after(() => source.close())
  const start = await heap()
  const { length } = await new Promise(
    (resolve) => (source.onmessage = ({ data }) => resolve(data)),
  )
  source.onmessage = null
  assert.equal(length, 32 * MIB)
  assert.ok((await heap()) - start < 4 * MIB, 'while open')
  source.close()
  assert.ok((await heap()) - start < 4 * MIB, 'after close()')
})

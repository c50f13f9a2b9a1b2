// Responses that are no event stream, and which nobody reads: each is canceled, so that its connection ends.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { events } from '../../dist/index.js'
import { FAST, ending, open, serve } from './server.js'

/** A response that never ends. */
const endless = (req, res) => res.writeHead(503).write('x')

for (const [what, decide] of [
  ['at once', (reconnect) => reconnect()],
  ['later', async (reconnect) => reconnect(await new Promise((resolve) => setTimeout(resolve, 5)))],
]) {
  test(`those about which retryOn decided ${what} by reconnect()`, async (t) => {
    const { url, requested } = await serve(endless, endless, endless, 'data: a\n\n')
    const { source, first } = open(t, url, { retryOn: () => decide(() => source.reconnect()) })
    await first(1)
    const requests = await requested(4)
    await Promise.all(requests.slice(0, 3).map(({ closed }) => closed))
  })
}

test('one about which retryOn has not decided when the source is closed', async (t) => {
  const { url, requested } = await serve(endless)
  const { source } = open(t, url, { retryOn: () => new Promise(() => source.close()) })
  const [{ closed }] = await requested(1)
  await closed
})

for (const [what, leave] of [
  ['is left', (iterator) => iterator.return()],
  [
    'asks for the next event and ignores what is thrown',
    (iterator) => iterator.next().catch(() => {}),
  ],
]) {
  test(`one whose error waits for a loop that ${what}`, async () => {
    const { url, requested } = await serve(ending('data: a\n\n'), endless)
    let iterator
    await new Promise((resolve) => {
      const onerror = ({ willReconnect }) => willReconnect || resolve()
      iterator = events(url, { ...FAST, onerror })
      iterator.next()
    })
    const [, { closed }] = await requested(2)
    await leave(iterator)
    await closed
    assert.deepEqual(await iterator.next(), { value: undefined, done: true })
  })
}

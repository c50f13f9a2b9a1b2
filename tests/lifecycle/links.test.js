/* global library, watch, window, document */

// Links that leave the page where it is, in the browser that EVENTSOURCE_TEST_ENGINE names.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPage } from '../engine_page.js'
import { script } from '../page/server.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const TIMEOUT = 60_000

const ATTACHMENT = {
  headers: { 'Content-Type': 'text/plain', 'Content-Disposition': 'attachment' },
  body: [{ text: 'a' }],
  then: 'end',
}

/** Connects in a page, clicks a link with these attributes there, and calls `use` with the stream and its browser. */
const withClick = (attributes, use) => () =>
  withPage(ENGINE, TIMEOUT, async ({ evaluate, session }) => {
    const stream = await script(
      { body: [{ text: 'id: 1\ndata: 1\n\n' }, { signal: true }, { text: 'id: 2\ndata: 2\n\n' }] },
      { body: [{ text: 'id: 2\ndata: 2\n\n' }] },
    )
    await evaluate(
      async (url, attributes) => {
        const source = new library.FetchEventSource(url, { backoff: { initial: 10 } })
        window.source = watch(source)
        const link = Object.assign(document.createElement('a'), { id: 'link', ...attributes })
        link.textContent = 'link'
        document.body.append(link)
        return window.source.until(2)
      },
      stream.url,
      attributes,
    )
    await session.findElement({ id: 'link' }).click()
    await use(stream, (count) => evaluate((count) => window.source.until(count), count))
  })

const RECEIVED = ['open', 'message 1 #1', 'message 2 #2']

async function assertConnected(stream, until) {
  await stream.signal()
  assert.deepEqual(await until(3), RECEIVED)
  assert.equal((await stream.log()).requests.length, 1)
}

test(
  'a click on a link with a custom scheme ends no connection',
  {
    timeout: TIMEOUT,
    skip: ENGINE === 'WebKitGTK' && 'the browser of WebKitGTK replaces the page by an error',
  },
  withClick({ href: 'nonsense:x' }, assertConnected),
)

test(
  'a click on a link with the attribute download ends no connection',
  { timeout: TIMEOUT },
  async () => {
    const attachment = await script(ATTACHMENT)
    await withClick({ href: attachment.url, download: 'a.txt' }, async (stream, until) => {
      await attachment.requested()
      await assertConnected(stream, until)
    })()
  },
)

test('a click on a link to an attachment loses no event', { timeout: TIMEOUT }, async () => {
  const attachment = await script(ATTACHMENT)
  await withClick({ href: attachment.url }, async (stream, until) => {
    await attachment.requested()
    if (ENGINE === 'Chromium') return assertConnected(stream, until)
    // Firefox and WebKit end the page's connections when they request the attachment.
    await stream.closed()
    const [open, first, second] = RECEIVED
    assert.deepEqual(await until(5), [open, first, 'error network, again in 10', open, second])
    const { requests } = await stream.log()
    assert.equal(requests[1].headers['last-event-id'], '1')
  })()
})

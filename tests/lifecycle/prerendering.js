/* global document, until */

// Tests with prerendered pages, which only Chromium has. An event source connects there as the native one does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withBrowser } from '../engines.js'
import { pageAt, script } from '../page/server.js'

const TIMEOUT = 60_000

/** Runs a test for the native EventSource too, whose behavior is what is expected. */
function testOfBoth(name, use) {
  for (const constructor of ['EventSource', 'library.FetchEventSource']) {
    test(`${name} (${constructor})`, { timeout: TIMEOUT }, () => use(constructor))
  }
}

/** A page that constructs a source, and requests `readyURL` after `count` of its events. */
const pageOf = (constructor, url, init, readyURL, count) =>
  pageAt({
    html: `<script type="module">
      import '/library.js'
      const { entries, until } = watch(new ${constructor}('${url}', ${JSON.stringify(init)}))
      document.addEventListener('prerenderingchange', () => entries.push('activated'))
      globalThis.until = until
      await until(${count})
      fetch('${readyURL}')
    </script>`,
  })

/** Prerenders a page with a source, and calls `use` when that has dispatched `count` events. */
const withPrerendered = async ({ constructor, init = {}, count = 2 }, use) => {
  const stream = await script({
    body: [
      { text: 'retry: 10\nid: 1\ndata: 1\n\n' },
      { signal: true },
      { text: 'id: 2\ndata: 2\n\n' },
    ],
  })
  const ready = await script({ then: 'end' })
  await withBrowser('Chromium', async ({ session, open, evaluate }) => {
    await open(pageAt({}))
    await evaluate(
      (url) => {
        const rules = Object.assign(document.createElement('script'), { type: 'speculationrules' })
        rules.textContent = JSON.stringify({ prerender: [{ urls: [url], eagerness: 'immediate' }] })
        const link = Object.assign(document.createElement('a'), { href: url, textContent: 'link' })
        document.body.append(rules, link)
      },
      pageOf(constructor, stream.url, init, ready.url, count),
    )
    await ready.requested()
    await use({
      stream,
      activate: () => session.findElement({ css: 'a' }).click(),
      cancel: () => evaluate(() => document.querySelector('script').remove()),
      until: (count) => evaluate((count) => until(count), count),
    })
  })
}

const purposes = ({ requests }) => requests.map(({ headers }) => headers['sec-purpose'])

testOfBoth(
  'a source of a prerendered page is open, and stays open when the page is activated',
  (constructor) =>
    withPrerendered({ constructor }, async ({ stream, activate, until }) => {
      await activate()
      await stream.signal()
      assert.deepEqual(await until(4), ['open', 'message 1 #1', 'activated', 'message 2 #2'])
      assert.deepEqual(purposes(await stream.log()), ['prefetch;prerender'])
    }),
)

testOfBoth('the request of a source ends when prerendering its page is canceled', (constructor) =>
  withPrerendered({ constructor }, async ({ stream, cancel }) => {
    await cancel()
    assert.equal((await stream.closed()).requests.length, 1)
  }),
)

for (const init of [{ pauseWhenHidden: true }, { share: 'a' }]) {
  test(
    `with ${Object.keys(init)} a source of a prerendered page connects when the page is activated`,
    { timeout: TIMEOUT },
    () =>
      withPrerendered(
        { constructor: 'library.FetchEventSource', init, count: 0 },
        async ({ stream, activate, until }) => {
          assert.deepEqual((await stream.log()).requests, [])
          await activate()
          assert.deepEqual(await until(3), ['activated', 'open', 'message 1 #1'])
          assert.equal((await stream.log()).requests.length, 1)
        },
      ),
  )
}

/* global library, watch, window */

// The page lifecycle in the browser that EVENTSOURCE_TEST_ENGINE names, with the browser's own lifecycle events.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPage } from '../engine_page.js'
import { pageAt, script } from '../page/server.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const TIMEOUT = 60_000

const numbered = (n) => ({ body: [{ text: `id: ${n}\ndata: ${n}\n\n` }] })

const inPage = (use) => (t) =>
  withPage(ENGINE, TIMEOUT, ({ evaluate, session }) => use(evaluate, session, t))

/** Creates a source in the page, and waits for its first message. */
const connect = (evaluate, name, url, init) =>
  evaluate(
    async (name, url, init) => {
      window[name] = watch(new library.FetchEventSource(url, init))
      return window[name].until(2)
    },
    name,
    url,
    init,
  )

const until = (evaluate, name, count) =>
  evaluate((name, count) => window[name].until(count), name, count)

test(
  'in a minimized window only a source with pauseWhenHidden disconnects',
  { timeout: TIMEOUT },
  inPage(async (evaluate, session) => {
    const [paused, other] = await Promise.all([
      script(numbered(1), numbered(2)),
      script({ body: [{ text: 'id: 1\ndata: 1\n\n' }, { signal: true }, { text: 'data: 2\n\n' }] }),
    ])
    await connect(evaluate, 'paused', paused.url, { pauseWhenHidden: true })
    await connect(evaluate, 'other', other.url, {})
    const window = session.manage().window()
    await window.minimize()
    await paused.closed()
    await other.signal()
    await window.maximize()
    assert.deepEqual(await until(evaluate, 'paused', 4), [
      'open',
      'message 1 #1',
      'open',
      'message 2 #2',
    ])
    assert.deepEqual(await until(evaluate, 'other', 3), ['open', 'message 1 #1', 'message 2 #1'])
    const { requests, maxOpen } = await paused.log()
    assert.deepEqual(
      requests.map(({ headers }) => headers['last-event-id']),
      [undefined, '1'],
    )
    assert.equal(maxOpen, 1)
    assert.equal((await other.log()).requests.length, 1)
  }),
)

// No other engine freezes pages without navigation, or prerenders them.
const testOfChromium = ENGINE === 'Chromium' ? test : () => {}
if (ENGINE === 'Chromium') await import('./prerendering.js')

testOfChromium(
  'a source reconnects without an error when a frozen page resumes, and loses no event',
  { timeout: TIMEOUT },
  inPage(async (evaluate, session) => {
    const resource = await script(numbered(1), numbered(2))
    await connect(evaluate, 'source', resource.url, { backoff: { initial: 60_000 } })
    const setState = (state) => session.sendDevToolsCommand('Page.setWebLifecycleState', { state })
    await setState('frozen')
    await resource.closed()
    await setState('active')
    assert.deepEqual(await until(evaluate, 'source', 4), [
      'open',
      'message 1 #1',
      'open',
      'message 2 #2',
    ])
    assert.equal((await resource.log()).requests[1].headers['last-event-id'], '1')
  }),
)

test(
  'a source disconnects in the back/forward cache, and reconnects without an error when the page is restored',
  { timeout: TIMEOUT },
  inPage(async (evaluate, session, t) => {
    const resource = await script(numbered(1), numbered(2))
    await connect(evaluate, 'source', resource.url, { backoff: { initial: 60_000 } })
    await session.get(pageAt({}))
    await resource.closed()
    await session.navigate().back()
    if (ENGINE === 'Firefox') {
      // Firefox reloads the page.
      assert.equal(await evaluate(() => typeof window.source), 'undefined')
      return t.skip('Firefox does not cache a page with an open connection')
    }
    assert.deepEqual(await until(evaluate, 'source', 4), [
      'open',
      'message 1 #1',
      'open',
      'message 2 #2',
    ])
    const { requests, maxOpen } = await resource.log()
    assert.equal(requests[1].headers['last-event-id'], '1')
    assert.equal(maxOpen, 1)
  }),
)

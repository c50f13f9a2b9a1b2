/* global library, watch, window */

// Windows and history in a real browser, named by EVENTSOURCE_TEST_ENGINE: its own events tell of the page's life here.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPage } from '../engine_page.js'
import { pageAt, script } from '../page/server.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const PATIENCE = 60_000

const numbered = (n) => ({ body: [{ text: `id: ${n}\ndata: ${n}\n\n` }] })

const inPage = (use) => (t) =>
  withPage(ENGINE, PATIENCE, ({ evaluate, session }) => use(evaluate, session, t))

/** Connects in the page, and waits for the first event. */
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
  'a source that pauses when hidden has no connection in a window that is minimized, and any other keeps its own',
  { timeout: PATIENCE },
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

// No other engine freezes pages that are not left.
const testOfChromium = ENGINE === 'Chromium' ? test : () => {}

testOfChromium(
  'a page that was frozen without being left goes on without an error, and misses nothing',
  { timeout: PATIENCE },
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
  'a page in the back/forward cache has no connection, and has it again without an error when it is back',
  { timeout: PATIENCE },
  inPage(async (evaluate, session, t) => {
    const resource = await script(numbered(1), numbered(2))
    await connect(evaluate, 'source', resource.url, { backoff: { initial: 60_000 } })
    await session.get(pageAt({}))
    await resource.closed()
    await session.navigate().back()
    if (ENGINE === 'Firefox') {
      // It loads the page anew.
      assert.equal(await evaluate(() => typeof window.source), 'undefined')
      return t.skip('Firefox keeps no page with an open connection')
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

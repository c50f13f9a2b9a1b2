// Tabs that share a stream in the browser that EVENTSOURCE_TEST_ENGINE names. `npm run handovers` does more of the same.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFeed } from '../feed.js'
import { handOver, inTurn, kindsOf } from '../handovers.js'
import { Tabs } from '../tabs.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const TIMEOUT = 240_000

test(
  '20 tabs share one connection, and miss nothing whatever happens to the one that leads',
  { timeout: TIMEOUT },
  async () => {
    const used = new Set()
    await handOver({
      engine: ENGINE,
      tabs: 20,
      workers: 3,
      count: kindsOf(ENGINE).length + 3,
      choose: inTurn(),
      onHandOver: ({ kind }) => used.add(kind),
    })
    assert.deepEqual([...used].sort(), kindsOf(ENGINE).sort())
  },
)

test(
  'a page with a shared stream is restored from the back/forward cache where one with a stream of its own is',
  { timeout: TIMEOUT },
  async () => {
    const { feed, address, close } = await startFeed(50)
    const tabs = await Tabs.start(ENGINE, address)
    try {
      const ids = [await tabs.open({ share: null }), await tabs.open(), await tabs.open()]
      const restored = []
      for (const id of ids) {
        await tabs.reports(ids, feed.last, ({ readyState }) => readyState === 1)
        await tabs.leave(id)
        const n = feed.last + 5
        await tabs.reports(
          ids.filter((other) => other !== id),
          n,
          ({ last }) => last >= n,
        )
        await tabs.goBack(id)
        const [{ isRestored, faults }] = await tabs.reports([id], n, ({ last }) => last >= n)
        assert.deepEqual(faults, [])
        restored.push(isRestored)
      }
      const [own, ...shared] = restored
      assert.deepEqual(shared, [own, own])
      // Firefox keeps no page with an open connection.
      assert.equal(own, ENGINE !== 'Firefox')
    } finally {
      await tabs.quit()
      await close()
    }
  },
)

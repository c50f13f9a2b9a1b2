// Hand-overs between tabs of a real browser: each ends the leader in one way, and checks what the others and the server saw.

import assert from 'node:assert/strict'
import { startFeed } from './feed.js'
import { Tabs } from './tabs.js'

/** Milliseconds between two messages. */
const INTERVAL = 50

/** How long the old and the new connection may be open together. */
const MAX_OVERLAP = 1_000

/** How many hand-overs of kinds that take no time there are for one that does. */
const SLOW_EVERY = 50

/**
 * What ends a leader. `end` does it; `comeBack` makes the tab a member again, which is replaced otherwise. `keeps` says that the
 * leader's connection outlives `end`, as it can only be closed by the tab itself; `errors` how many events `error` there are.
 */
const KINDS = {
  'the tab is closed': { end: (tabs, id) => tabs.close(id) },
  'the renderer crashes': {
    engines: ['Chromium'],
    async end(tabs, id) {
      await tabs.crash(id)
      tabs.forget(id)
    },
  },
  'the page is reloaded': {
    async end(tabs, id) {
      await tabs.switchTo(id)
      await tabs.session.navigate().refresh()
    },
    comeBack() {},
  },
  'the page is left and returned to': {
    end: (tabs, id) => tabs.leave(id),
    comeBack: (tabs, id) => tabs.goBack(id),
  },
  'the page is frozen and resumed': {
    engines: ['Chromium'],
    isOfPages: true,
    end: (tabs, id) => tabs.devTools(id, 'Page.setWebLifecycleState', { state: 'frozen' }),
    comeBack: (tabs, id) => tabs.devTools(id, 'Page.setWebLifecycleState', { state: 'active' }),
  },
  'the source is closed': {
    end: (tabs, id) => tabs.order([id], 'reopen'),
    comeBack() {},
  },
  'the page is offline for a while': {
    engines: ['Chromium'],
    isOfPages: true,
    async end(tabs, id) {
      const [{ errors }] = await tabs.order([id], 'report')
      await offline(tabs, id, true)
      tabs.feed.cut()
      await tabs.reports([id], 0, (report) => report.errors.length > errors.length)
      await offline(tabs, id, false)
    },
    comeBack() {},
    errors: 1,
  },
  'the server cuts the connection': {
    end: (tabs) => tabs.feed.cut(),
    comeBack() {},
    errors: 1,
  },
  'the page stalls': {
    engines: ['Chromium'],
    isOfPages: true,
    isSlow: true,
    async end(tabs, id) {
      await tabs.switchTo(id)
      await tabs.session.executeScript('setTimeout(() => alert())')
    },
    async comeBack(tabs, id) {
      await tabs.switchTo(id)
      await tabs.session.switchTo().alert().accept()
    },
    keeps: true,
  },
}

const offline = async (tabs, id, offline) => {
  await tabs.devTools(id, 'Network.enable')
  const throughput = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
  await tabs.devTools(id, 'Network.emulateNetworkConditions', { offline, ...throughput })
}

const isWorker = (id) => id.startsWith('worker')

/** The names of what can end a leader in this engine. */
export const kindsOf = (engine) =>
  Object.keys(KINDS).filter((name) => (KINDS[name].engines ?? [engine]).includes(engine))

/** Chooses each kind once, and then again; one that a leader in a worker cannot have when there is another leader. */
export const inTurn = () => {
  let used = []
  return (kinds) => {
    const next = kinds.find((kind) => !used.includes(kind))
    used = next ? [...used, next] : [kinds[0]]
    return next ?? kinds[0]
  }
}

/** Chooses the kinds that take seconds only once in a while. */
export const mostlyFast = () => {
  const choose = inTurn()
  let count = 0
  return (kinds) => {
    const fast = kinds.filter((kind) => !KINDS[kind].isSlow)
    const slow = kinds.filter((kind) => KINDS[kind].isSlow)
    return ++count % SLOW_EVERY === 0 && slow.length ? slow[0] : choose(fast)
  }
}

/** How long two connections were open together, at most; three never are. */
const longestOverlap = (requests) => {
  let longest = 0
  for (const { time, before } of requests) {
    assert.ok(before.length <= 1, `${before.length + 1} connections at once`)
    for (const { end = Date.now() } of before) longest = Math.max(longest, end - time)
  }
  return longest
}

/**
 * Opens tabs, of which some have the source in a worker, and hands over `count` times, each time in the way that `choose(kinds)`
 * returns. Calls `onHandOver` with `{ kind, time }` after each: the milliseconds from the end of the leader to the next event in
 * the last of the others.
 */
export async function handOver({ engine, tabs: size, workers, count, choose, onHandOver }) {
  const { feed, address, close } = await startFeed(INTERVAL)
  const tabs = await Tabs.start(engine, address)
  tabs.feed = feed
  try {
    for (let number = 0; number < size; number++) {
      await tabs.open({ inWorker: number % size >= size - workers })
    }
    await settle(tabs)
    assert.equal(feed.requests.length, 1, 'all tabs share one connection')
    for (let number = 0; number < count; number++) {
      const leader = feed.open()[0].tab
      const kinds = kindsOf(engine).filter((name) => !isWorker(leader) || !KINDS[name].isOfPages)
      const kind = choose(kinds)
      const time = await handOverOnce(tabs, leader, KINDS[kind]).catch((error) => {
        error.message = `when ${kind}, which ${leader} was: ${error.message}`
        throw error
      })
      onHandOver?.({ kind, time })
      assert.ok(longestOverlap(feed.requests) < MAX_OVERLAP, 'two connections only for a moment')
    }
    return {
      version: tabs.browser.version,
      messages: feed.last,
      overlap: longestOverlap(feed.requests),
    }
  } finally {
    await tabs.quit()
    await close()
  }
}

/** Waits until all tabs have received what has been sent until now, and checks that none has seen a fault. */
async function settle(tabs) {
  await tabs.feed.until((feed) => feed.open().length === 1)
  const { last } = tabs.feed
  const ids = tabs.ids()
  const reports = await tabs.reports(ids, last, (report) => report.last >= last)
  for (const [index, { faults }] of reports.entries()) assert.deepEqual(faults, [], ids[index])
}

/** Ends the leader; the time from then to the next event. */
async function handOverOnce(tabs, leader, { end, comeBack, keeps, errors = 0 }) {
  const { feed } = tabs
  const others = tabs.ids().filter((id) => id !== leader)
  const before = await tabs.order(others, 'report')
  const count = feed.requests.length
  const [old] = feed.open()
  old.isKept = keeps
  const start = Date.now()
  await end(tabs, leader)
  await feed.until(({ requests }) => requests.length > count)
  const next = Number(feed.requests[count].lastEventId) + 1
  const reports = await tabs.reports(others, next, (report) => report.arrival)
  for (const [index, { faults, errors: all }] of reports.entries()) {
    assert.deepEqual(faults, [], others[index])
    const more = all.length - before[index].errors.length
    // A worker whose page is left is not told, and takes it for a broken connection.
    assert.ok(more === errors || (isWorker(leader) && more === 1), all.join())
  }
  if (comeBack) await comeBack(tabs, leader)
  else await tabs.open({ inWorker: isWorker(leader) })
  await settle(tabs)
  return Math.max(...reports.map(({ arrival }) => arrival)) - start
}

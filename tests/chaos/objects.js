/* global library, tracker */

// Opens and closes many event sources in a page, in every state.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { watchMemory } from '../adversary/memory.js'
import { trackResources } from './tracker.js'

/** Opens and closes `count` sources in the page; `globalThis.refs` has a weak reference to each. */
async function churn({ count, streamUrl, endedUrl }) {
  const refs = (globalThis.refs = [])
  const controller = new AbortController()
  const closings = [
    (source) => source.close(),
    (source) => Promise.resolve().then(() => source.close()),
    (source, next) => next(source, 'open').then(() => source.close()),
    (source, next) => next(source, 'message').then(() => source.close()),
    (source, next) => next(source, 'error').then(() => source.close()),
    (source, next, abort) => next(source, 'open').then(abort),
    (source, next, abort) => next(source, 'error').then(abort),
  ]
  const next = (source, type) =>
    new Promise((resolve) => source.addEventListener(type, resolve, { once: true }))

  const openAndCloseOne = async (index) => {
    const close = closings[index % closings.length]
    const isEnded = /error/.test(close)
    const own = new AbortController()
    const source = new library.FetchEventSource(isEnded ? endedUrl : streamUrl, {
      signal: index % 2 ? controller.signal : own.signal,
      headers: index % 3 ? async () => ({ a: 'b' }) : undefined,
      idleTimeout: 60_000,
      pauseWhenHidden: true,
      backoff: { initial: 60_000 },
    })
    refs.push(new WeakRef(source))
    await close(source, next, () => (index % 2 ? source.close() : own.abort()))
    if (source.readyState !== source.CLOSED) throw new Error(`${index} is not closed`)
  }
  for (let index = 0; index < count; index += 5) {
    await Promise.all([0, 1, 2, 3, 4].map((more) => openAndCloseOne(index + more)))
  }
}

const measure = () => ({
  alive: globalThis.refs.filter((ref) => ref.deref()).length,
  timers: tracker.timers(),
  listeners: tracker.listeners(),
  memory: tracker.memory(),
})

/** Adds `tracker` to a page. */
export async function prepare(page) {
  await page.addInitScript(watchMemory)
  await page.addInitScript(trackResources)
}

/** Opens and closes `count` sources, asserts that their resources are released, and returns the figures. */
export async function openAndClose({ address, page, count }) {
  const { script } = client(address)
  const stream = await script({ body: [{ text: 'data: a\n\n' }] })
  const ended = await script({ body: [{ text: ':\n' }], then: 'end' })
  const run = async (count) => {
    await page.evaluate(churn, { count, streamUrl: stream.url, endedUrl: ended.url })
    await page.requestGC()
    return page.evaluate(measure)
  }
  const before = await run(100)
  const after = await run(count)
  assert.equal(after.timers, 0)
  assert.deepEqual(after.listeners, before.listeners)
  assert.deepEqual(after.listeners, [])
  assert.equal(after.memory, before.memory, 'the WebAssembly memory has not grown')
  assert.ok(after.alive <= 2, `${after.alive} objects were not collected`)
  const { requests } = await stream.log()
  const open = requests.filter(({ closedByClient }) => closedByClient === null)
  assert.equal(open.length, 0, 'every fetch is aborted')
  const left = after.timers + after.listeners.length + open.length
  return { memory: after.memory, alive: after.alive, left }
}

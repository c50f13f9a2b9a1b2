// The engine is another file, which may be missing or arrive late.

import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FAST, observe, serve } from './server.js'

/** Imports a copy of the package of which this file is missing. */
const importWithout = async (t, missing) => {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  t.after(() => rm(folder, { recursive: true }))
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), folder, { recursive: true })
  await cp(
    fileURLToPath(new URL('../../package.json', import.meta.url)),
    join(folder, 'package.json'),
  )
  await rm(join(folder, missing))
  return import(pathToFileURL(join(folder, 'index.js')))
}

for (const file of ['engine.js', 'module.js']) {
  test(`without ${file}, a source is CLOSED with the reason load, and its request is aborted`, async (t) => {
    const { FetchEventSource } = await importWithout(t, file)
    let signal
    const source = new FetchEventSource('http://127.0.0.1/', {
      ...FAST,
      fetch: (url, init) => {
        ;({ signal } = init)
        return new Promise(() => {})
      },
    })
    const { first, errors } = observe(source)
    assert.deepEqual(await first(1), ['error load, closed'])
    assert.equal(source.readyState, 2)
    assert.match(
      errors[0].message,
      /^the core could not be loaded \(.*\); the connection is closed$/s,
    )
    assert.match(errors[0].cause.message, new RegExp(file))
    assert.equal(errors[0].delay, undefined)
    assert.ok(signal.aborted)
  })

  test(`without ${file}, events() calls onerror and throws an error with the reason load, once`, async (t) => {
    const { EventSourceError, events } = await importWithout(t, file)
    const { url } = await serve('data: a\n\n')
    const seen = []
    const iterator = events(url, { onerror: (event) => seen.push(event) })
    const results = await Promise.allSettled([iterator.next(), iterator.next()])
    const { reason } = results[0]
    assert.ok(reason instanceof EventSourceError)
    assert.deepEqual([reason.reason, reason.willReconnect], ['load', false])
    assert.deepEqual(results[1].value, { value: undefined, done: true })
    assert.deepEqual(await iterator.return('x'), { value: 'x', done: true })
    assert.deepEqual(
      seen.map(({ type, reason }) => [type, reason]),
      [['error', 'load']],
    )
  })
}

test('a source that is closed at once, while its engine is loading, reports and requests nothing', async (t) => {
  const { FetchEventSource } = await importWithout(t, 'engine.js')
  const { url, requests } = await serve('data: a\n\n')
  const source = new FetchEventSource(url)
  source.onerror = assert.fail
  source.close()
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(requests.length, 0)
})

/* global document */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openPage, test } from './browser.js'

const SERVER = fileURLToPath(new URL('../../www/server.js', import.meta.url))
const COLUMNS = ['native', 'wasm']

/** Starts the demo's server as a process of its own. */
async function startDemo(t, port = 0) {
  const server = spawn(process.execPath, [SERVER, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  t.after(kill)
  const [line] = await once(createInterface({ input: server.stdout }), 'line')
  return { address: /http:\S+/.exec(line)[0], kill }
}

/** What a column shows, once the test in the page finds it true. */
const shown = async (page, source, isTrue) => {
  const handle = await page.waitForFunction(
    ([source, isTrue]) => {
      const section = document.querySelector(`section[data-source="${source}"]`)
      const text = (name) => section.querySelector(`[data-${name}]`)?.textContent
      const number = (name) => Number(text(name))
      const panel = {
        state: text('state'),
        received: number('received'),
        lost: number('lost'),
        doubled: number('doubled'),
        reconnections: number('reconnections'),
        log: text('log'),
      }
      const { state, received, reconnections } = isTrue
      const enough =
        (!state || panel.state === state) &&
        panel.received >= (received ?? 0) &&
        panel.reconnections >= (reconnections ?? 0)
      return enough && panel
    },
    [source, isTrue],
  )
  return handle.jsonValue()
}

const bothShow = (page, isTrue) => Promise.all(COLUMNS.map((source) => shown(page, source, isTrue)))

const nothingLost = (panels) => {
  for (const { lost, doubled } of panels)
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 })
}

test('messages arrive in both columns', async (t) => {
  const { address } = await startDemo(t)
  const page = await openPage(t, address)
  nothingLost(await bothShow(page, { state: 'OPEN', received: 3 }))
})

test('a cut resumes both columns without loss', async (t) => {
  const { address } = await startDemo(t)
  const page = await openPage(t, address)
  await bothShow(page, { received: 2 })
  await page.click('#cut')
  const before = await bothShow(page, { state: 'OPEN', reconnections: 1 })
  const received = Math.max(...before.map((panel) => panel.received)) + 3
  const after = await bothShow(page, { state: 'OPEN', received })
  nothingLost(after)
  assert.deepEqual(
    after.map((panel) => panel.reconnections),
    [1, 1],
  )
  assert.equal(await page.textContent('#cut-result'), 'Cut 2 connections.')
})

test('both columns come back by themselves when the server was killed and started again', async (t) => {
  const demo = await startDemo(t)
  const page = await openPage(t, demo.address)
  await bothShow(page, { received: 2 })
  await demo.kill()
  const stopped = await bothShow(page, { state: 'CONNECTING' })
  await startDemo(t, new URL(demo.address).port)
  const received = Math.max(...stopped.map((panel) => panel.received)) + 3
  nothingLost(await bothShow(page, { state: 'OPEN', reconnections: 1, received }))
})

test('the stream that needs a header opens with the right token', async (t) => {
  const { address } = await startDemo(t)
  const page = await openPage(t, address)
  await page.click('#open-private')
  const { state, received } = await shown(page, 'private', { state: 'OPEN', received: 1 })
  assert.equal(state, 'OPEN')
  assert.ok(received > 0)
})

test('a wrong token shows the error, and the right one then opens the stream', async (t) => {
  const { address } = await startDemo(t)
  const page = await openPage(t, address)
  await page.fill('#token', 'wrong')
  await page.click('#open-private')
  const { log, received } = await shown(page, 'private', { state: 'CLOSED' })
  assert.match(log, /401/)
  assert.equal(received, 0)
  await page.fill('#token', 'demo-token')
  await page.click('#open-private')
  await shown(page, 'private', { state: 'OPEN', received: 1 })
})

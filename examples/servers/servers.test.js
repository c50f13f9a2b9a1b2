/* global library */

// Starts each server and connects to it from a page of another origin, in Chromium.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openLibrary, test } from '../../tests/page/browser.js'
import { skip, startProcess } from '../../tests/server/process.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const PYTHON = existsSync(path('target/venv')) ? path('target/venv/bin/python') : 'python3'
const RUST = path('target/debug/eventsource-wasm-example-server')

/** The command of each server, what is missing to run it, and the number of comments to wait for: the first and a heartbeat. */
const SERVERS = {
  node: { command: [process.execPath, path('node/server.js')] },
  express: {
    command: [process.execPath, path('express/server.js')],
    missing: !existsSync(path('node_modules/express')) && 'Express: npm run setup:node',
  },
  python: {
    command: [PYTHON, path('python/server.py')],
    missing: !runs(PYTHON, '-c', 'import fastapi, uvicorn') && 'FastAPI: npm run setup:python',
  },
  rust: {
    command: [RUST],
    comments: 1, // axum sends a heartbeat only after 15 s without an event
    missing: !existsSync(RUST) && 'the program: npm run setup:rust',
  },
  php: {
    command: ['php', '-S', '127.0.0.1:PORT', path('php/server.php')],
    missing: !runs('php', '--version') && 'PHP',
  },
}

/** The IDs of the next `count` messages that a page receives. */
const readIds = (page, url, count, init) =>
  page.evaluate(
    async ([url, count, init]) => {
      const ids = []
      for await (const { lastEventId, data } of library.events(url, init)) {
        JSON.parse(data)
        if (ids.push(Number(lastEventId)) === count) return ids
      }
    },
    [url, count, init],
  )

async function readComments(url, count) {
  const controller = new AbortController()
  const { body } = await fetch(url, { signal: controller.signal })
  let text = ''
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part
    if (text.match(/^:/gm)?.length >= count) break
  }
  controller.abort()
}

function testServer(name, server) {
  test(`${name}: IDs, resumption from another origin, a custom header, heartbeats`, async (t) => {
    const { address } = await startProcess(t, server.command)
    const url = `${address}/events`
    const heartbeat = readComments(url, server.comments ?? 2)
    const page = await openLibrary(t)
    const [first, second] = await readIds(page, url, 2)
    assert.equal(second, first + 1)
    const init = { lastEventId: `${first}`, headers: { Authorization: 'Bearer x' } }
    assert.deepEqual(await readIds(page, url, 3, init), [first + 1, first + 2, first + 3])
    await heartbeat
  })
}

// Concurrent, because each test waits 15 s for a heartbeat.
describe('example servers', { concurrency: true }, () => {
  for (const [name, server] of Object.entries(SERVERS)) {
    if (server.missing) skip(name, server.missing)
    else testServer(name, server)
  }
})

/* global library */

// Starts each server and connects to it from a page of another origin, in Chromium.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, test as nodeTest } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openLibrary, test } from '../../tests/page/browser.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0
const PYTHON = existsSync(path('target/venv')) ? path('target/venv/bin/python') : 'python3'
const RUST = path('target/debug/eventsource-wasm-example-server')

/** How to start each, what is missing, if anything is, and the comments to wait for: the first and a heartbeat. */
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
    comments: 1, // axum's heartbeat comes only when nothing else does
    missing: !existsSync(RUST) && 'the program: npm run setup:rust',
  },
  php: {
    command: ['php', '-S', '127.0.0.1:PORT', path('php/server.php')],
    missing: !runs('php', '--version') && 'PHP',
  },
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server: the URL of its stream, once it answers. */
async function start(t, { command }) {
  const port = await freePort()
  const [program, ...args] = command.map((part) => part.replace('PORT', port))
  const server = spawn(program, args, {
    env: { ...process.env, PORT: port, PHP_CLI_SERVER_WORKERS: 4 },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // PHP's has workers, which end only with their group
  })
  // Said only if the server fails: PHP's writes each request there.
  let said = ''
  server.stderr.on('data', (text) => (said += text))
  t.after(async () => {
    if (server.exitCode !== null) return
    process.kill(-server.pid, 'SIGKILL')
    await once(server, 'exit')
  })
  const url = `http://127.0.0.1:${port}/events`
  // Not all of them say when they listen.
  while (!(await fetch(url, { method: 'OPTIONS' }).catch(() => undefined))) {
    if (server.exitCode !== null) throw new Error(`the server ended: ${said}`)
    await wait(50)
  }
  return url
}

/** The IDs of the next `count` messages that a page gets. */
const idsOf = (page, url, count, init) =>
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

async function commentsOf(url, count) {
  const stopped = new AbortController()
  const { body } = await fetch(url, { signal: stopped.signal })
  let text = ''
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part
    if (text.match(/^:/gm)?.length >= count) break
  }
  stopped.abort()
}

function testServer(name, server) {
  test(`${name}: IDs, resumption from another origin, a header of one's own, heartbeats`, async (t) => {
    const url = await start(t, server)
    const heartbeat = commentsOf(url, server.comments ?? 2)
    const page = await openLibrary(t)
    const [first, second] = await idsOf(page, url, 2)
    assert.equal(second, first + 1)
    const init = { lastEventId: `${first}`, headers: { Authorization: 'Bearer x' } }
    assert.deepEqual(await idsOf(page, url, 3, init), [first + 1, first + 2, first + 3])
    await heartbeat
  })
}

/** Where everything is meant to be there, it is. */
function skip(name, missing) {
  const note = `missing: ${missing}`
  if (process.env.CI) nodeTest(name, () => assert.fail(note))
  else nodeTest(name, { skip: note })
}

// Each waits for a heartbeat.
describe('example servers', { concurrency: true }, () => {
  for (const [name, server] of Object.entries(SERVERS)) {
    if (server.missing) skip(name, server.missing)
    else testServer(name, server)
  }
})

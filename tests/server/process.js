// Third-party servers: each is a process of its own, on a free port.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server, with `PORT` replaced by its port, and resolves to `{ address, stop }` when it responds. */
export async function startProcess(t, command, { cwd, port: given } = {}) {
  const port = given ?? (await freePort())
  const [program, ...args] = command.map((part) => part.replace('PORT', port))
  const server = spawn(program, args, {
    cwd,
    env: { ...process.env, PORT: port, PHP_CLI_SERVER_WORKERS: 4 },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // PHP starts workers, which end only with their process group
  })
  // Printed only if the server fails: PHP logs each request to stderr.
  let stderr = ''
  server.stderr.on('data', (text) => (stderr += text))
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    process.kill(-server.pid, 'SIGKILL')
    await once(server, 'exit')
  }
  t.after(stop)
  const address = `http://127.0.0.1:${port}`
  // Polls, because not all of them announce when they listen.
  while (!(await isListening(address))) {
    if (server.exitCode !== null) throw new Error(`the server exited: ${stderr}`)
    await wait(50)
  }
  return { address, stop }
}

const isListening = (address) =>
  fetch(address, { method: 'OPTIONS' }).then(
    ({ body }) => body?.cancel().then(() => true) ?? true,
    () => false,
  )

/** Skips a test whose program is missing; in continuous integration, where every program is installed, it fails. */
export function skip(name, missing) {
  const note = `missing: ${missing}`
  if (process.env.CI) test(name, () => assert.fail(note))
  else test(name, { skip: note })
}

// The demo's server as a process of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../www/server.js', import.meta.url))

/** Starts it; `kill` can be called twice. */
export async function startDemo(port = 0) {
  const server = spawn(process.execPath, [SERVER, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  const [line] = await once(createInterface({ input: server.stdout }), 'line')
  return { address: /http:\S+/.exec(line)[0], kill }
}

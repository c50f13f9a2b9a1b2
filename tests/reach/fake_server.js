// The entry eventsource-wasm/testing, wherever tests run: the program apps/fake_server.js.

import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withBrowser } from '../engines.js'
import { exercise } from './apps/fake_server.js'
import { serve } from './browser.js'
import { COMMANDS, readReport } from './browsers.js'
import { printed } from './runtimes.js'
import { app, checkCommands, DIST, node, runIn, tool, version } from './tools.js'

const EXPECTED = [
  'Bearer reach',
  'one',
  'network',
  '1',
  'status',
  'fakeServer: respond() was called a second time',
  'client',
  3,
]

const row = (environment, version, receive, what = 'requests, events, errors, misuse, close') => ({
  environment,
  version,
  what: `eventsource-wasm/testing: ${what}`,
  run: async () => {
    const { received, version } = await receive()
    assert.deepEqual(received, EXPECTED)
    return version
  },
})

const runtime = (environment, version, command) =>
  row(environment, version, async () => {
    const [path, ...args] = command
    const files = { 'program.js': 'fake_server_program.js', 'fake_server.js': 'fake_server.js' }
    const folder = await app(`fake-server-${environment}`, files)
    return { received: await printed(folder, tool(path), [...args, 'program.js']) }
  })

const jest = row(
  'Jest',
  version('jest'),
  async () => {
    const files = { 'app.test.js': 'fake_server_jest.test.js' }
    const folder = await app('fake-server-jest', files)
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
    await writeFile(join(folder, 'fake_server.js'), `exports.exercise = ${exercise}\n`)
    await runIn(folder, node(), [tool('jest/bin/jest.js')], 60)
    return { received: JSON.parse(await readFile(join(folder, 'received.json'), 'utf8')) }
  },
  'requests, events, errors, misuse, close; fake clock',
)

const browser = (name) =>
  row(name, '', async () => {
    checkCommands(COMMANDS[name])
    const files = { '.': 'page', 'fake_server.js': 'fake_server.js' }
    const folder = await app(`fake-server-${name}`, files)
    await cp(DIST, join(folder, 'dist'), { recursive: true })
    return withBrowser(name, ({ open, title, version }) =>
      serve(folder, async (address) => {
        await open(`${address}/fake_server.html`)
        return { received: await readReport(title), version }
      }),
    )
  })

export const rows = [
  runtime('Node', version('node-20'), ['node-20/bin/node']),
  runtime('Node', version('node-24'), ['node-24/bin/node']),
  runtime('Bun', version('bun'), ['@oven/bun-linux-x64/bin/bun']),
  runtime('Deno', version('deno'), ['@deno/linux-x64-glibc/deno', 'run', '--allow-all']),
  jest,
  ...Object.keys(COMMANDS).map(browser),
]

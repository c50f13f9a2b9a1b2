// The README's program for Node.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { resolved, samplesOf } from './samples.js'
import { messages } from './server.js'

const LIBRARY = new URL('../../dist/index.js', import.meta.url).href

test('README.md: in Node, the program prints an event, closes the connection and exits', async (t) => {
  const [{ code }] = samplesOf('README.md').filter(({ note }) => note === 'run in Node')
  const stream = await messages('one', 'two')
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  t.after(() => rm(folder, { recursive: true }))
  const replaced = {
    "'eventsource-wasm'": `'${LIBRARY}'`,
    'http://127.0.0.1:3000/events': stream.url,
  }
  await writeFile(join(folder, 'program.mjs'), resolved(code, replaced))
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs')])
  assert.equal(stdout, 'one\n')
  await stream.closed()
  const { requests } = await stream.log()
  assert.deepEqual(
    requests.map(({ headers }) => headers['x-client']),
    ['node'],
  )
})

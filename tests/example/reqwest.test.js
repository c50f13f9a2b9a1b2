// The native program in examples/reqwest.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test as nodeTest } from 'node:test'
import { fileURLToPath } from 'node:url'
import { script } from '../page/server.js'

const PROGRAM = fileURLToPath(
  new URL('../../target/examples/debug/eventsource-wasm-reqwest-example', import.meta.url),
)

const test = (name, run) => nodeTest(name, { timeout: 30_000 }, run)

/** Starts the program. `line()` resolves to the next line that it prints, `ended` to its exit code and what stderr got. */
function start(t, url) {
  const program = spawn(PROGRAM, [url], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => program.kill())
  let stderr = ''
  program.stderr.on('data', (data) => (stderr += data))
  const ended = once(program, 'close').then(([code]) => ({ code, stderr }))
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]()
  return { line: async () => (await lines.next()).value, ended }
}

test('a native program prints each event that reqwest receives as soon as it is complete', async (t) => {
  // Split within a line end, and within a character.
  const [before, after] = ['event: sum\r\ndata: \xe2\x9c', '\x93\r\n\r\ndata: unfinished'].map(
    (bytes) => ({
      base64: Buffer.from(bytes, 'latin1').toString('base64'),
    }),
  )
  const resource = await script({
    body: [
      { text: '\ufeffdata: one\r\n\r' },
      { signal: true },
      { text: '\n' },
      before,
      { signal: true },
      after,
    ],
    then: 'end',
  })
  const { line, ended } = start(t, resource.url)
  assert.equal(await line(), 'message: one')
  await resource.signal()
  await resource.signal()
  assert.equal(await line(), 'sum: ✓')
  assert.equal(await line(), undefined)
  assert.deepEqual(await ended, { code: 0, stderr: '' })
  const { requests } = await resource.log()
  assert.deepEqual(
    requests.map(({ headers }) => headers.accept),
    ['text/event-stream'],
  )
})

test('a native program fails when the body breaks off, after the events before that', async (t) => {
  const { url } = await script({ body: [{ text: 'data: one\n\ndata: tw' }], then: 'destroy' })
  const { line, ended } = start(t, url)
  assert.equal(await line(), 'message: one')
  const { code, stderr } = await ended
  assert.equal(code, 1)
  assert.match(stderr, /Body/)
})

test('a native program fails when an unfinished event is larger than its limit', async (t) => {
  const { url } = await script({
    body: [{ text: 'data: ' }, { text: 'x'.repeat(1024), repeat: 1025 }],
  })
  const { code, stderr } = await start(t, url).ended
  assert.equal(code, 1)
  assert.match(stderr, /EventTooLarge\(1048576\)/)
})

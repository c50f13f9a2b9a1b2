// Programs for `eventsource` with this package in its place: those of docs/migration.md that say what they import.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { script } from '../page/server.js'
import { BUILD, install, node, packed } from './tools.js'

const TIMEOUT = 30_000

const STREAM = 'retry: 10\n\ndata: hello\n\nevent: price\ndata: 7\n\n'
const RESPONSES = [
  { body: [{ text: STREAM }], then: 'end' },
  { status: 401, then: 'end' },
]
const LINES = ['message hello', 'price 7', 'error undefined', 'error 401']

const DOCUMENT = new URL('../../docs/migration.md', import.meta.url)

/** The program of docs/migration.md in which `eventsource` is named like this. */
async function programWith(name) {
  const fences = (await readFile(DOCUMENT, 'utf8')).matchAll(/^```js.*\n([^]*?)^```$/gm)
  const programs = [...fences].map(([, code]) => code).filter((code) => code.includes(name))
  assert.equal(programs.length, 1, `docs/migration.md has no program with ${name}`)
  return programs[0]
}

/** Runs a program until it has logged this many lines. */
async function logged(folder, file, count) {
  const program = spawn(node(), [file], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const timeout = setTimeout(() => program.kill('SIGKILL'), TIMEOUT)
  const ended = once(program, 'exit')
  const lines = []
  for await (const line of createInterface({ input: program.stdout })) {
    if (lines.push(line) === count) break
  }
  clearTimeout(timeout)
  program.kill('SIGKILL')
  await ended
  return lines
}

async function runProgram(specifier, installed) {
  const folder = join(BUILD, `migration-${installed.replace(/\W+/g, '-')}`)
  await install(folder, { dependencies: { eventsource: installed } })
  const { url, log } = await script(...RESPONSES)
  const code = (await programWith(specifier)).replace(/'[^']*\/events'/, `'${url}'`)
  const file = specifier.startsWith('require') ? 'program.cjs' : 'program.mjs'
  // A source of `eventsource` 3 to 5 that waits does not keep the process alive.
  await writeFile(join(folder, file), `${code}\nsetInterval(() => {}, 1000)\n`)
  assert.deepEqual(await logged(folder, file, LINES.length), LINES)
  const { requests } = await log()
  const tokens = requests.map(({ headers }) => headers.authorization)
  assert.deepEqual(tokens, ['Bearer secret', 'Bearer secret'])
  for (const { headers } of requests) assert.equal(headers.accept, 'text/event-stream')
}

const row = (version, specifier, installed, how) => ({
  environment: 'eventsource',
  version,
  what: `the program of docs/migration.md, ${how}`,
  run: () => runProgram(specifier, installed?.() ?? version),
})

const inItsPlace = () => `file:${packed().file}`
const REQUIRED = "require('eventsource')"
const IMPORTED = "from 'eventsource'"

export const rows = [
  ...['5.1.5', '4.1.1', '3.0.7'].map((version) => row(version, IMPORTED, undefined, 'as it is')),
  row('3 to 5', IMPORTED, inItsPlace, 'with this package in its place'),
  row('2.0.2', REQUIRED, undefined, 'as it is'),
  row('2', REQUIRED, inItsPlace, 'with this package in its place'),
]

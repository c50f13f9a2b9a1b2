// Runs a sample in Node.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { resolved } from './samples.js'

const dist = (name) => new URL(`../../dist/${name}`, import.meta.url)

/**
 * Runs code that connects to http://127.0.0.1:3000/events at `url` instead; `bundle` makes of it what can run outside of a
 * package. Resolves to the first lines that it logs, or to all that it logs until it exits, if `count` is not given.
 */
export async function runInNode(t, code, { url, count, bundle = (code) => code }) {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  t.after(() => rm(folder, { recursive: true }))
  const isModule = !code.includes('require(')
  const program = resolved(code, {
    "'eventsource-wasm'": isModule
      ? `'${dist('index.js')}'`
      : `'${fileURLToPath(dist('index.cjs'))}'`,
    'http://127.0.0.1:3000/events': url,
  })
  const file = join(folder, `program.${isModule ? 'mjs' : 'cjs'}`)
  await writeFile(file, await bundle(program))
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  t.after(() => child.kill())
  const lines = []
  for await (const line of createInterface(child.stdout)) {
    if (lines.push(line) === count) return lines
  }
  await exited
  return lines
}

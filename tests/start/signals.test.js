// A signal that ends `npm start` ends all that it has started. The tests run a copy of the checkout, in which a script stands in
// for Cargo: one that never ends, or one that supplies the module of the last build.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { which } from '../../scripts/install.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MODULE = 'target/wasm32-unknown-unknown/release/eventsource_wasm_npm.wasm'
const COPIED = [
  ...['package.json', 'package-lock.json', 'Cargo.toml', 'Cargo.lock', 'LICENSE-APACHE'],
  ...['scripts', 'js', 'npm', 'src', 'www'],
]

const STALLS = 'echo compiling; sleep 1000'
const SUPPLIES = `mkdir -p ${join(MODULE, '..')} && cp ${ROOT}${MODULE} ${MODULE}`

/** A copy of the checkout, with `build` as what `cargo build` does. */
async function copy(t, build) {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-start-'))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  for (const name of COPIED) await cp(ROOT + name, join(folder, name), { recursive: true })
  // A folder of its own, with links in it: nothing that npm does there can change the checkout's.
  const packages = join(folder, 'node_modules')
  await mkdir(packages)
  for (const name of await readdir(`${ROOT}node_modules`)) {
    if (name[0] !== '.') await symlink(`${ROOT}node_modules/${name}`, join(packages, name))
  }
  await cp(`${ROOT}node_modules/.bin`, join(packages, '.bin'), { recursive: true })
  await writeFile(join(packages, '.package-lock.json'), '{}')
  await mkdir(join(folder, 'bin'))
  const cargo = join(folder, 'bin/cargo')
  await writeFile(
    cargo,
    `#!/bin/sh\ncase "$1" in build) ${build};; *) exec '${which('cargo')}' "$@";; esac\n`,
  )
  await chmod(cargo, 0o755)
  return folder
}

/** Starts a command in a copy; `until` waits for a text of its output, and `ended` until no process holds its output. */
function start(t, folder, command, ...args) {
  const path = join(folder, 'bin') + delimiter + process.env.PATH
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PATH: path },
    // A pipe, so that what outlives the test does not hold the output of the test run.
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  t.after(() => child.exitCode ?? child.signalCode ?? process.kill(-child.pid, 'SIGTERM'))
  child.stderr.pipe(process.stderr)
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  const ended = once(child, 'close')
  const until = async (pattern) => {
    while (!pattern.test(output)) {
      const isOpen = await Promise.race([once(child.stdout, 'data'), ended.then(() => false)])
      if (!isOpen) throw new Error(`ended without ${pattern}: ${output}`)
    }
    return pattern.exec(output)
  }
  return { child, until, ended }
}

const NODE = [process.execPath, 'scripts/start.js', '--port', '0']
const NPM = ['npm', 'start', '--', '--port', '0']

const toProcess = (child) => child.pid
const toGroup = (child) => -child.pid

for (const [name, command, signal, target] of [
  ['SIGTERM to npm alone', NPM, 'SIGTERM', toProcess],
  ["SIGINT to npm's group, as a terminal sends it,", NPM, 'SIGINT', toGroup],
  ['SIGTERM to Node alone', NODE, 'SIGTERM', toProcess],
]) {
  test(`${name} ends the server`, { timeout: 90_000 }, async (t) => {
    const folder = await copy(t, SUPPLIES)
    const { child, until, ended } = start(t, folder, ...command)
    const [, address] = await until(/The demo is at (\S+)/)
    assert.equal((await fetch(address)).status, 200)
    process.kill(target(child), signal)
    await ended
    await assert.rejects(fetch(address), 'the server no longer listens')
  })
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(
    `${signal} while Cargo builds ends Cargo and what it started`,
    { timeout: 60_000 },
    async (t) => {
      const folder = await copy(t, STALLS)
      const { child, until, ended } = start(t, folder, ...NODE)
      await until(/^compiling$/m)
      child.kill(signal)
      await ended
      assert.equal(child.signalCode, signal)
    },
  )
}

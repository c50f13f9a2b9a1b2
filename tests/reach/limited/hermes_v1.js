// Builds Hermes V1, the engine of React Native since 0.84, from the sources that a crate carries: npm has its compiler alone.
// It needs CMake and Ninja, and takes a quarter of an hour on a small machine, so the rows do not do it by themselves.

import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main, run, step } from '../../../scripts/steps.js'

const CRATE = { name: 'hermes-engine', version: '0.0.1' }
const FOLDER = join(homedir(), '.cache/eventsource-wasm', `${CRATE.name}-${CRATE.version}`)

/** The folder of the programs `hermes` and `hermesc`. */
export const PROGRAMS = join(FOLDER, 'build/bin')

const MANIFEST = `[package]
name = "hermes"
version = "0.0.0"
edition = "2021"

[lib]
path = "lib.rs"

[dependencies]
${CRATE.name} = "=${CRATE.version}"
`

const FLAGS = {
  CMAKE_BUILD_TYPE: 'Release',
  HERMES_ENABLE_DEBUGGER: 'OFF',
  HERMES_ENABLE_INTL: 'OFF',
  HERMES_ENABLE_TEST_SUITE: 'OFF',
  HERMES_UNICODE_LITE: 'ON',
}

async function buildHermes() {
  if (existsSync(join(PROGRAMS, 'hermes'))) return
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, 'Cargo.toml'), MANIFEST)
  await writeFile(join(FOLDER, 'lib.rs'), '')
  const options = { cwd: FOLDER, capture: true }
  const sources = join(FOLDER, 'vendor', CRATE.name, 'hermes-vendor')
  await step('Fetching the sources of Hermes V1', () =>
    run('cargo', ['vendor', '--quiet'], options),
  )
  await step('Building Hermes V1', async () => {
    const flags = Object.entries(FLAGS).map(([name, value]) => `-D${name}=${value}`)
    await run('cmake', ['-S', sources, '-B', 'build', '-G', 'Ninja', ...flags], options)
    await run('ninja', ['-C', 'build', 'hermes', 'hermesc'], options)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(buildHermes)

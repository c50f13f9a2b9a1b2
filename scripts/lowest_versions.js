// Compiles the crates with the oldest version of Rust and the lowest versions of dependencies that the Cargo.toml files allow:
// `node scripts/lowest_versions.js`. An application that uses other crates may have to use these versions.

import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { OLDEST_RUST } from './install.js'
import { main, run } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const COPY = `${ROOT}target/lowest-versions/`

/** Those of the tests are no concern of applications. */
const DEV_DEPENDENCIES = /^\[(target\..+\.)?dev-dependencies\]\n([^[\n].*\n)*/gm

await main(async () => {
  await rm(COPY, { recursive: true, force: true })
  for (const path of ['Cargo.toml', 'src', 'npm']) {
    await cp(ROOT + path, COPY + path, { recursive: true })
  }
  for (const manifest of [`${COPY}Cargo.toml`, `${COPY}npm/Cargo.toml`]) {
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace(DEV_DEPENDENCIES, ''))
  }
  const cargo = [`+${OLDEST_RUST}`, '--quiet']
  // Without this variable, only nightly versions have the flag.
  const env = { RUSTC_BOOTSTRAP: '1' }
  const generate = [...cargo, '-Z', 'direct-minimal-versions', 'generate-lockfile']
  await run('cargo', generate, { cwd: COPY, env })
  const check = [
    ...[...cargo, 'check', '--workspace', '--locked'],
    ...['--target', 'wasm32-unknown-unknown', '--target-dir', `${ROOT}target/oldest-rust`],
  ]
  await run('cargo', check, { cwd: COPY })
})

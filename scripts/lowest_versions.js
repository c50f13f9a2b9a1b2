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
  const generate = ['+nightly', '-Z', 'direct-minimal-versions', 'generate-lockfile', '--quiet']
  await run('cargo', generate, { cwd: COPY })
  const check = [
    ...[`+${OLDEST_RUST}`, 'check', '--workspace', '--quiet', '--locked'],
    ...['--target', 'wasm32-unknown-unknown', '--target-dir', `${ROOT}target/oldest-rust`],
  ]
  await run('cargo', check, { cwd: COPY })
})

// Compiles the crates with the oldest version of Rust that they support, and with the lowest versions of dependencies that the
// Cargo.toml files allow: `node scripts/oldest_rust.js`

import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { OLDEST_RUST, TARGET } from './install.js'
import { main, run } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const COPY = `${ROOT}target/oldest-rust/crates/`
const TARGET_FOLDER = `${ROOT}target/oldest-rust/target`

/** The JSON of rustdoc for the crate. */
export const JSON_FILE = `${TARGET_FOLDER}/${TARGET}/doc/eventsource_wasm.json`

/**
 * Runs Cargo for the copy. The variable allows unstable flags for this crate alone. Some dependencies are compiled again whenever
 * it changes, so all commands have it.
 */
export const cargo = (command, ...args) =>
  run(
    'cargo',
    [
      ...[`+${OLDEST_RUST}`, command, '--quiet', '--locked'],
      ...['--target', TARGET, '--target-dir', TARGET_FOLDER, ...args],
    ],
    { cwd: COPY, env: { RUSTC_BOOTSTRAP: 'eventsource_wasm' } },
  )

/** The dependencies of the tests are no concern of applications. */
const DEV_DEPENDENCIES = /^\[(target\..+\.)?dev-dependencies\]\n([^[\n].*\n)*/gm

/** Copies the crates, and makes a lock file of the lowest versions. */
export async function copyCrates() {
  await rm(COPY, { recursive: true, force: true })
  for (const path of ['Cargo.toml', 'src', 'npm']) {
    await cp(ROOT + path, COPY + path, { recursive: true, preserveTimestamps: true })
  }
  for (const manifest of [`${COPY}Cargo.toml`, `${COPY}npm/Cargo.toml`]) {
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace(DEV_DEPENDENCIES, ''))
  }
  const generate = ['generate-lockfile', '--quiet', '-Z', 'direct-minimal-versions']
  const env = { RUSTC_BOOTSTRAP: '1' }
  await run('cargo', [`+${OLDEST_RUST}`, ...generate], { cwd: COPY, env })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await copyCrates()
    await cargo('check', '--workspace')
  })
}

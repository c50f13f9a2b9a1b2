// Checks formatting, lints and documentation, with warnings as errors.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { OLDEST_RUST, hasOldestRust } from './install.js'
import { run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WASM = ['--target', 'wasm32-unknown-unknown']

const tool = (name) => `${ROOT}node_modules/.bin/${name}`
const clippy = (...args) => [
  'cargo',
  'clippy',
  '--quiet',
  '--all-targets',
  ...args,
  '--',
  '-D',
  'warnings',
]
const fmt = (folder) => ['cargo', 'fmt', '--check', '--manifest-path', `${folder}/Cargo.toml`]
const doc = (...args) => ['cargo', 'doc', '--quiet', '--no-deps', ...args]

const CHECKS = {
  'cargo fmt': ['cargo', 'fmt', '--all', '--check'],
  'clippy, native': clippy(),
  'clippy, native, feature stream': clippy('--no-default-features', '--features', 'stream'),
  'clippy, native, no features': clippy('--no-default-features'),
  'clippy, WebAssembly': clippy('--workspace', ...WASM),
  'documentation, native': doc(),
  'documentation, native, no features': doc('--no-default-features'),
  'documentation, WebAssembly': doc('--workspace', ...WASM),
  'samples in Rust, compiled for WebAssembly': [
    'cargo',
    '--config',
    // They need a browser, so they are not run.
    'target.wasm32-unknown-unknown.runner="true"',
    'test',
    '--doc',
    '--quiet',
    ...WASM,
  ],
  // With uncommitted changes too, as a developer's checkout has them.
  'the crate as it would be published, built for WebAssembly': [
    'cargo',
    'publish',
    '--dry-run',
    '--locked',
    '--quiet',
    '--allow-dirty',
    ...WASM,
  ],
  'cargo fmt, examples': [...fmt('examples'), '--all'],
  'cargo fmt, fuzz targets': fmt('fuzz'),
  'cargo fmt, list of the public API': fmt('scripts/public_api'),
  prettier: [tool('prettier'), '--check', '--log-level', 'warn', '.'],
  eslint: [tool('eslint'), '--max-warnings', '0', '.'],
  ...(existsSync(`${ROOT}tests/types`) && {
    tsc: [tool('tsc'), '--project', 'tests/types'],
    'tsc, no types of the DOM': [tool('tsc'), '--project', 'tests/types/no_dom'],
  }),
}

/** They need the oldest version of Rust that the crate supports, and are skipped without it. */
const OLDEST_RUST_CHECKS = {
  [`Rust ${OLDEST_RUST}, lowest versions of dependencies`]: ['node', 'scripts/oldest_rust.js'],
  'public API of the crate': ['node', 'scripts/public_api.js'],
}

/** Runs every check. Each counts as one test. */
export async function checks() {
  const counts = { passed: 0, failed: 0 }
  const failed = []
  const hasOldest = await hasOldestRust()
  for (const [name, [command, ...args]] of Object.entries({
    ...CHECKS,
    ...(hasOldest && OLDEST_RUST_CHECKS),
  })) {
    const env = { RUSTDOCFLAGS: '-D warnings' }
    try {
      await step(name, () => run(command, args, { env }))
      counts.passed++
    } catch (error) {
      process.stdout.write(`✗ ${error.message}\n`)
      counts.failed++
      failed.push(name)
    }
  }
  if (!hasOldest) counts.skipped = Object.keys(OLDEST_RUST_CHECKS).length
  if (failed.length) return { ...counts, note: `failed: ${failed.join('; ')}` }
  return hasOldest ? counts : { ...counts, note: `not run with Rust ${OLDEST_RUST}: not installed` }
}

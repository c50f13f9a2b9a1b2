// Checks formatting, lints and documentation, with warnings as errors.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
  'cargo fmt, example': ['cargo', 'fmt', '--check', '--manifest-path', 'examples/yew/Cargo.toml'],
  'cargo fmt, fuzz targets': ['cargo', 'fmt', '--check', '--manifest-path', 'fuzz/Cargo.toml'],
  prettier: [tool('prettier'), '--check', '--log-level', 'warn', '.'],
  eslint: [tool('eslint'), '--max-warnings', '0', '.'],
  ...(existsSync(`${ROOT}tests/types`) && {
    tsc: [tool('tsc'), '--project', 'tests/types'],
    'tsc, no types of the DOM': [tool('tsc'), '--project', 'tests/types/no_dom'],
  }),
}

/** Runs every check. Each counts as one test. */
export async function checks() {
  const counts = { passed: 0, failed: 0 }
  const failed = []
  for (const [name, [command, ...args]] of Object.entries(CHECKS)) {
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
  return failed.length ? { ...counts, note: `failed: ${failed.join('; ')}` } : counts
}

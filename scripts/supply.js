// What comes with the package and with its build: nothing runs on installation, and everything is locked and allowed.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { which } from './setup.js'
import { run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const readJson = (name) => JSON.parse(readFileSync(ROOT + name, 'utf8'))

const CHECKS = {
  'the package depends on no other'() {
    const { dependencies, peerDependencies, optionalDependencies } = readJson('package.json')
    assert.deepEqual([dependencies, peerDependencies, optionalDependencies], Array(3).fill())
  },
  'the package runs nothing when it is installed'() {
    const installs = /install|prepare|prepublish|dependencies/
    const scripts = Object.keys(readJson('package.json').scripts)
    assert.deepEqual(
      scripts.filter((name) => installs.test(name)),
      [],
    )
  },
  'every npm package of the build, the tests and the benchmark is locked by its hash'() {
    for (const folder of ['', 'benches/', 'examples/servers/', 'tests/reach/']) {
      const { '': root, ...packages } = readJson(`${folder}package-lock.json`).packages
      assert.ok(root)
      for (const [name, { integrity, inBundle }] of Object.entries(packages)) {
        // What is in the bundle of another is under the hash of that.
        if (!inBundle) assert.match(integrity ?? '', /^sha512-/, folder + name)
      }
    }
  },
  async 'no lock file is out of date'() {
    for (const manifest of ['Cargo.toml', 'examples/yew/Cargo.toml', 'fuzz/Cargo.toml']) {
      const metadata = ['metadata', '--locked', '--format-version', '1', '--manifest-path']
      await run('cargo', [...metadata, ROOT + manifest], { capture: true })
    }
  },
}

/** Each check counts as a test; advisories are not among them, because they would have to be fetched. */
export async function checkSupply() {
  for (const [name, check] of Object.entries(CHECKS)) await step(name, check)
  const passed = Object.keys(CHECKS).length
  if (!which('cargo-deny')) {
    const note = 'deny.toml not checked: cargo-deny could not be built'
    return process.env.CI ? { passed, failed: 1, note } : { passed, skipped: 1, note }
  }
  await step('licences, duplicates and sources of crates', () =>
    run('cargo-deny', ['check', 'licenses', 'bans', 'sources']),
  )
  return { passed: passed + 1 }
}

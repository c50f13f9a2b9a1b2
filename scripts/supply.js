// Checks the supply chain: the package has no dependencies and no install scripts; those of the build are pinned and allowed.

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
  'the package has no install scripts'() {
    const installs = /install|prepare|prepublish|dependencies/
    const scripts = Object.keys(readJson('package.json').scripts)
    assert.deepEqual(
      scripts.filter((name) => installs.test(name)),
      [],
    )
  },
  'lock files pin every npm package of the build, the tests and the benchmarks by hash'() {
    for (const folder of ['', 'benches/', 'examples/servers/', 'site/', 'tests/reach/']) {
      const { '': root, ...packages } = readJson(`${folder}package-lock.json`).packages
      assert.ok(root)
      for (const [name, { integrity, inBundle }] of Object.entries(packages)) {
        // The hash of a package covers the packages bundled in it.
        if (!inBundle) assert.match(integrity ?? '', /^sha512-/, folder + name)
      }
    }
  },
  async 'Cargo.lock files are up to date'() {
    for (const folder of ['', 'examples/', 'fuzz/', 'scripts/public_api/']) {
      const metadata = ['metadata', '--locked', '--format-version', '1', '--manifest-path']
      await run('cargo', [...metadata, `${ROOT}${folder}Cargo.toml`], { capture: true })
    }
  },
}

/** Each check counts as a test. Advisories are not checked, because they have to be fetched. */
export async function checkSupply() {
  for (const [name, check] of Object.entries(CHECKS)) await step(name, check)
  const passed = Object.keys(CHECKS).length
  if (!which('cargo-deny')) {
    const note = 'deny.toml is not checked: cargo-deny could not be built'
    return process.env.CI ? { passed, failed: 1, note } : { passed, skipped: 1, note }
  }
  await step('licenses, duplicates and sources of crates', () =>
    run('cargo-deny', ['check', 'licenses', 'bans', 'sources']),
  )
  return { passed: passed + 1 }
}

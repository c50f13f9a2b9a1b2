// Checks the npm package as `npm pack` makes it.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compiledCrates, LICENSES } from './licenses.js'
import { run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const quiet = { capture: true, cwd: ROOT }

/** Packs a checkout into a folder; returns the path of the tarball. */
export async function pack(root, folder) {
  const { stdout } = await run('npm', ['pack', root, '--pack-destination', folder, '--json'], quiet)
  return join(folder, JSON.parse(stdout)[0].filename)
}

export const hashOf = async (file) =>
  createHash('sha512')
    .update(await readFile(file))
    .digest('hex')

/** Extracts a tarball; returns the paths of its files, from the package's root. */
export async function extract(tarball, folder) {
  await run('tar', ['-xzf', tarball, '-C', folder], quiet)
  const entries = await readdir(join(folder, 'package'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => path.slice(join(folder, 'package/').length))
    .sort()
}

/** Where machines keep the files of users, and what this one calls them. */
const MACHINE_PATH = /(?<![\w.])\/(?:home|root|Users|tmp|var|private)\/|[A-Z]:\\/
const PLACES = [ROOT, homedir(), process.env.CARGO_HOME, process.env.RUSTUP_HOME].filter(
  (path) => path?.length > 1,
)

const CHECKS = {
  async 'npm pack gives the same bytes twice'({ folder, tarball }) {
    const now = new Date()
    for (const file of await readdir(join(ROOT, 'dist')))
      await utimes(join(ROOT, 'dist', file), now, now)
    const hash = await hashOf(tarball)
    assert.equal(await hashOf(await pack(ROOT, folder)), hash)
    console.log(`  sha512 ${hash}`)
  },
  async 'no file contains a path of the machine that built it'({ files, read }) {
    for (const file of files) {
      const text = (await read(file)).toString('latin1')
      for (const place of PLACES) assert.ok(!text.includes(place), `${place} in ${file}`)
      assert.doesNotMatch(text, MACHINE_PATH, file)
    }
    // A user's name alone is too short to look for where it is a word.
    const { username } = userInfo()
    if (username.length > 4) {
      for (const file of files) assert.ok(!(await read(file)).includes(`/${username}/`), file)
    }
  },
  async 'it contains the licenses of all that is compiled into it'({ read }) {
    const text = `${await read(`dist/${LICENSES}`)}`
    const crates = await compiledCrates()
    assert.ok(crates.some(({ name }) => name === 'wasm-bindgen'))
    for (const { name, version } of crates) assert.ok(text.includes(`- ${name} ${version} (`), name)
  },
  async 'npm would publish it'() {
    const { stderr } = await run('npm', ['publish', '--dry-run', '--tag', 'latest'], quiet)
    assert.doesNotMatch(stderr, /npm warn publish (?!This command requires you to be logged in)/)
  },
}

/** Each check counts as a test. */
export async function checkPackage() {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  try {
    const tarball = await pack(ROOT, folder)
    const files = await extract(tarball, folder)
    const read = (file) => readFile(join(folder, 'package', file))
    for (const [name, check] of Object.entries(CHECKS)) {
      await step(name, () => check({ folder, tarball, files, read }))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { passed: Object.keys(CHECKS).length }
}

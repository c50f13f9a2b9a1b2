// Builds the module a second time, from scratch in another folder, and compares the bytes.

import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from './build.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'src', 'npm']
const PRODUCTS = ['eventsource.wasm', 'glue.js']

/** Compares the second build with pkg/. Each file counts as a test. */
export async function reproduce() {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  try {
    for (const name of SOURCES) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true })
    }
    await compile(folder)
    for (const name of PRODUCTS) {
      const [hash, other] = await Promise.all([ROOT, folder].map((root) => sha256(root, name)))
      if (hash !== other) throw new Error(`${name} has hash ${hash} here and ${other} in ${folder}`)
      console.log(`  ${hash}  ${name}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { passed: PRODUCTS.length }
}

const sha256 = async (root, name) =>
  createHash('sha256')
    .update(await readFile(join(root, 'pkg', name)))
    .digest('hex')

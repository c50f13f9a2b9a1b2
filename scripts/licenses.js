// Writes the licenses of the third-party code that the package contains: Rust crates compiled into the module, Rust's standard
// library, and helpers that esbuild and Binaryen generate.

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

export const LICENSES = 'THIRD-PARTY-LICENSES.txt'

const HEAD = `Third-party code in eventsource-wasm

The WebAssembly module, and the same core as JavaScript, contain code of Rust crates and of Rust's standard library. The scripts
contain helper functions that esbuild and Binaryen generate. The text of the Apache License, Version 2.0, is in LICENSE-APACHE.
`

/** What is no crate. */
const OTHERS = [
  { name: "Rust's standard library", license: 'MIT OR Apache-2.0' },
  { name: 'Binaryen', license: 'Apache-2.0' },
  { name: 'esbuild', license: 'MIT', folder: join(ROOT, 'node_modules/esbuild') },
]

/** Where one of the licenses may be chosen, it is Apache-2.0, whose text is the same for all. */
const ALLOWS_APACHE = /^(MIT OR )?Apache-2\.0( OR MIT)?$/

const CRATE = ['--locked', '--manifest-path', join(ROOT, 'npm/Cargo.toml')]
const cargo = async (...args) => (await run('cargo', [...args, ...CRATE], { capture: true })).stdout

/** The crates that are compiled into the module: `{ name, version, license, folder }`. */
export async function compiledCrates() {
  const kinds = ['--target', 'wasm32-unknown-unknown', '--edges', 'normal,no-proc-macro']
  const tree = await cargo('tree', ...kinds, '--prefix', 'none', '--format', '{p}')
  const ids = new Set(tree.match(/^\S+ v\S+/gm).slice(1))
  const { packages } = JSON.parse(await cargo('metadata', '--format-version', '1'))
  return packages
    .filter(({ name, version }) => ids.has(`${name} v${version}`))
    .map(({ manifest_path: path, ...about }) => ({ ...about, folder: dirname(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The texts of the licenses in a folder. */
async function textsIn(folder) {
  const files = (await readdir(folder)).filter((file) => /^(LICEN[CS]E|COPYING|NOTICE)/i.test(file))
  return Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')))
}

/** Writes the file into a folder: the license of each crate and tool, with its text if it is not Apache-2.0. */
export async function writeLicenses(folder) {
  const parts = [HEAD]
  for (const { name, version = '', license, folder } of [...(await compiledCrates()), ...OTHERS]) {
    parts.push(`\n- ${name} ${version} (${license})\n`.replace('  ', ' '))
    if (ALLOWS_APACHE.test(license)) continue
    const texts = await textsIn(folder)
    if (!texts.length) throw new Error(`${name} has no text of its license, ${license}`)
    for (const text of texts) parts.push(`\n${text.trim().replaceAll('\r\n', '\n')}\n`)
  }
  await writeFile(join(folder, LICENSES), parts.join(''))
}

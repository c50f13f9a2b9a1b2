// Measures the native Rust parser with criterion.

import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../scripts/steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const HOME = join(ROOT, 'target/bench/criterion')

const cargoBench = (...args) => {
  const manifest = ['--manifest-path', join(ROOT, 'benches/parser/Cargo.toml')]
  const target = ['--target-dir', join(ROOT, 'target/bench/parser')]
  const env = { CRITERION_HOME: HOME }
  return run('cargo', ['bench', '--locked', ...manifest, ...target, ...args], { env })
}

export const compileRust = () => cargoBench('--no-run', '--quiet')

/** One table per text: MB/s of each parser. */
export async function rust(name, server, { isQuick }) {
  await rm(HOME, { recursive: true, force: true })
  await cargoBench(...(isQuick ? ['--', '--quick'] : []))
  const tables = new Map()
  for (const path of await readdir(HOME, { recursive: true })) {
    if (!path.endsWith('new/benchmark.json')) continue
    const about = JSON.parse(await readFile(join(HOME, path)))
    const estimates = JSON.parse(await readFile(join(HOME, path, '../estimates.json')))
    const { group_id: title, value_str: library, throughput } = about
    if (!tables.has(title)) tables.set(title, { title, rows: [] })
    const speed = (throughput.Bytes / estimates.median.point_estimate) * 1000
    tables.get(title).rows.push({ library, speed })
  }
  for (const { rows } of tables.values()) rows.sort((a, b) => b.speed - a.speed)
  return [...tables.values()]
}

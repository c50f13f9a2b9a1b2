// How large the published files are after compression, and how large they may be.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** What a page downloads in each case, and the most bytes that brotli may leave of it: a little more than it leaves now. */
const BUDGETS = [
  ['when native suffices', 30_000, ['index.js']],
  ['ours, all of it', 30_000, ['index.js', 'engine.js', 'module.js']],
  ['ours with a hosted module', 30_000, ['index.js', 'engine.js', 'eventsource.wasm']],
  ['what WebAssembly is replaced by', 30_000, ['fallback.js']],
  ['one file', 30_000, ['inline.js']],
  ['CommonJS', 30_000, ['index.cjs']],
  ['classic script', 30_000, ['eventsource.global.js']],
  ['the module alone', 30_000, ['eventsource.wasm']],
]

export const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length

/** What is downloaded of some files, each compressed by itself: `[raw, gzip, brotli]`. */
export function measure(contents) {
  const sum = (size) => contents.reduce((total, bytes) => total + size(bytes), 0)
  return [sum((bytes) => bytes.length), sum(gzip), sum(brotli)]
}

/** The sizes of the files in `folder`: `{ name, files, sizes, budget }` for each case. */
export const sizesOf = (folder) =>
  BUDGETS.map(([name, budget, files]) => {
    const contents = files.map((file) => readFileSync(join(folder, file)))
    return { name, files, sizes: measure(contents), budget }
  })

/** Prints the sizes of the files in `folder`; throws if one is over its budget. */
export function checkSizes(folder) {
  const lines = sizesOf(folder).map(({ name, files, sizes, budget }) => ({
    name: `${name}: ${files.join(', ')}`,
    cells: [...sizes, budget],
  }))
  const row = (name, cells) =>
    console.log(
      name.padEnd(68) + cells.map((cell) => cell.toLocaleString('en').padStart(8)).join(''),
    )
  console.log()
  row('bytes', ['raw', 'gzip', 'brotli', 'budget'])
  for (const { name, cells } of lines) row(name, cells)
  console.log()
  const over = lines.filter(({ cells: [, , size, budget] }) => size > budget)
  if (over.length) {
    const names = over.map(({ name }) => name).join('; ')
    throw new Error(`over the budget in scripts/sizes.js, which grows only for a reason: ${names}`)
  }
}

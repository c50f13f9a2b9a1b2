// The compressed sizes of the published files, and their budgets.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** The files that a page downloads in each case, and the most bytes that they may have with brotli: slightly above today's. */
const BUDGETS = [
  ['native EventSource suffices', 5_280, ['index.js']],
  ['FetchEventSource', 19_620, ['index.js', 'engine.js', 'module.js']],
  [
    'FetchEventSource, module hosted by the page',
    18_940,
    ['index.js', 'engine.js', 'eventsource.wasm'],
  ],
  ['FetchEventSource with `share`', 23_560, ['index.js', 'engine.js', 'module.js', 'share.js']],
  [
    'FetchEventSource without WebAssembly',
    31_400,
    ['index.js', 'engine.js', 'module.js', 'fallback.js'],
  ],
  ['single file', 19_540, ['inline.js']],
  ['CommonJS', 20_060, ['index.cjs']],
  ['classic script', 19_360, ['eventsource.global.js']],
  ['WebAssembly module', 8_100, ['eventsource.wasm']],
]

export const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length

/** The total bytes of some files, each compressed separately: `[raw, gzip, brotli]`. */
export function measure(contents) {
  const sum = (size) => contents.reduce((total, bytes) => total + size(bytes), 0)
  return [sum((bytes) => bytes.length), sum(gzip), sum(brotli)]
}

/** For each case, `{ name, files, sizes, budget }` of the files in `folder`. */
export const sizesOf = (folder) =>
  BUDGETS.map(([name, budget, files]) => {
    const contents = files.map((file) => readFileSync(join(folder, file)))
    return { name, files, sizes: measure(contents), budget }
  })

/** Prints the sizes of the files in `folder`. Throws if one exceeds its budget. */
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
    throw new Error(`over budget (see scripts/sizes.js; raise it only with a reason): ${names}`)
  }
}

// What a page that uses all of it downloads, beside the libraries that others use, made with the same tools.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { brotli } from '../../scripts/sizes.js'
import { BUILD, DIST, version } from './tools.js'

const PEERS = ['eventsource', 'event-source-polyfill', '@microsoft/fetch-event-source', 'sse.js']

const OURS = {
  'eventsource-wasm, while native suffices': ['index.js'],
  'eventsource-wasm, all of it': ['index.js', 'engine.js', 'module.js'],
}

/** Names, and bytes after brotli. */
export async function sizes() {
  const rows = []
  for (const [name, files] of Object.entries(OURS)) {
    const parts = await Promise.all(files.map((file) => readFile(join(DIST, file))))
    rows.push([name, parts.reduce((sum, bytes) => sum + brotli(bytes), 0)])
  }
  for (const name of PEERS.filter((name) => version(name) !== 'none')) {
    const { outputFiles } = await build({
      stdin: { contents: `export * from '${name}'`, resolveDir: join(BUILD, '..') },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
    })
    rows.push([`${name} ${version(name)}`, brotli(outputFiles[0].contents)])
  }
  return rows
}

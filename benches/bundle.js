// Bundles the benchmark's page with all libraries.

import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PAGE = fileURLToPath(new URL('../target/bench/page/', import.meta.url))

/** Splits the bundle, so that files which this library loads on demand stay files of their own, as with every bundler. */
export async function bundlePage() {
  const { build } = await import('esbuild')
  await rm(PAGE, { recursive: true, force: true })
  await mkdir(PAGE, { recursive: true })
  await build({
    entryPoints: [join(HERE, 'page/main.js')],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: PAGE,
    logLevel: 'error',
  })
  await copyFile(join(HERE, 'page/index.html'), join(PAGE, 'index.html'))
}

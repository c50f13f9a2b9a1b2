// The libraries that ours is measured against are in a folder of their own, so that nobody who works on it has to install
// them; and the page, bundled with all of them.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, skip, step } from '../scripts/steps.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PAGE = fileURLToPath(new URL('../target/bench/page/', import.meta.url))

/** Installs the other libraries. */
export async function installPeers() {
  const installed = join(HERE, 'node_modules/.package-lock.json')
  const lock = join(HERE, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) {
    return skip('the other libraries')
  }
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await step('Installing the other libraries', () => run('npm', ['ci', ...flags], { cwd: HERE }))
}

/** The names and versions of the other libraries. */
export function peers() {
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'))
  return Object.keys(dependencies).map((name) => {
    const file = join(HERE, 'node_modules', name, 'package.json')
    return [name, JSON.parse(readFileSync(file, 'utf8')).version]
  })
}

/** Bundles the page. What ours loads only when it is needed stays a file of its own, as with every bundler. */
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

/** What a page downloads of a library that it uses all of, after minification. */
export const bundled = (name) => bundleText(`export * from '${name}'`, { minify: true })

/** A module that uses these libraries, as one file. */
export async function bundleText(contents, options) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
    ...options,
  })
  return Buffer.from(outputFiles[0].contents)
}

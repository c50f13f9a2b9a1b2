// The other libraries that this one is compared with. benches/package.json pins them, so that contributors need not install
// them to build.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNpmPackages } from './install.js'
import { minifyScript } from './minify.js'

const FOLDER = fileURLToPath(new URL('../benches/', import.meta.url))

/** Installs the other libraries. */
export const installPeers = () => installNpmPackages(FOLDER, 'the other libraries')

/** The other libraries' `[name, version]`. */
export function peers() {
  const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'))
  return Object.keys(dependencies).map((name) => {
    const file = join(FOLDER, 'node_modules', name, 'package.json')
    return [name, JSON.parse(readFileSync(file, 'utf8')).version]
  })
}

/** Bundles and minifies all exports of a library. */
export async function bundlePeer(name) {
  const bundled = await bundleText(`export * from '${name}'`, { minify: true })
  const { code } = await minifyScript(`${bundled}`, { module: true })
  return Buffer.from(code)
}

/** Bundles a module that imports these libraries into one file. */
export async function bundleText(contents, options) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: FOLDER },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
    ...options,
  })
  return Buffer.from(outputFiles[0].contents)
}

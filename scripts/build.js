// Builds dist/, the published files, and prints their sizes. A file over its budget fails the build.

import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkGlobals } from './globals.js'
import { writeLicenses } from './licenses.js'
import { minifyScript } from './minify.js'
import { setUpBuild } from './setup.js'
import { checkSizes } from './sizes.js'
import { main, run, step } from './steps.js'
import { commonJsTypes, indexTypes } from './types.js'
import { buildModule } from './wasm.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PKG = join(ROOT, 'pkg')
const DIST = join(ROOT, 'dist')

/** The oldest engine that the published JavaScript and WebAssembly support. */
export const OLDEST = 'chrome64'

/** Files that import one another, so they stay external in each other's bundle. The latter contain the compiled core. */
const SOURCES = ['index', 'polyfill', 'engine', 'share', 'testing']
const GENERATED = ['module', 'fallback']

export async function build() {
  process.chdir(ROOT)
  await step('Compiling the core to WebAssembly', () => compile(ROOT))
  await step('Bundling the JavaScript', bundle)
  await step('Minifying the JavaScript', minifyAll)
  await step('Collecting licenses', () => writeLicenses(DIST))
  await step('Checking the syntax and the globals of the scripts', () => checkGlobals(DIST))
  checkSizes(DIST)
}

/** Compiles the sources in `root` into `root`/pkg. The output does not depend on the path of `root`. */
export async function compile(root) {
  const pkg = join(root, 'pkg')
  await rm(pkg, { recursive: true, force: true })
  await mkdir(pkg)
  const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo')
  const flags = ['-Ctarget-cpu=mvp', `--remap-path-prefix=${cargoHome}=cargo`]
  const target = ['--target', 'wasm32-unknown-unknown', '--target-dir', join(root, 'target')]
  const crate = ['--manifest-path', join(root, 'npm/Cargo.toml')]
  await run('cargo', ['build', '--release', '--locked', ...crate, ...target, '--quiet'], {
    env: { CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') },
  })
  await buildModule(
    join(root, 'target/wasm32-unknown-unknown/release/eventsource_wasm_npm.wasm'),
    pkg,
  )
}

/** Brotli and gzip compress hexadecimal digits to nearly the size of the bytes; base64 hides the byte boundaries from them. */
const hexLoader = {
  name: 'wasm as hexadecimal digits',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({
      contents: `export default '${(await readFile(path)).toString('hex')}'`,
    }))
  },
}

/** wasm-bindgen copies scripts from src/browser, and js/ imports some of them: each is bundled once. */
const originals = {
  name: 'originals of the snippets',
  setup(build) {
    build.onResolve({ filter: /\/snippets\/[^/]+\/src\/browser\// }, ({ path }) => ({
      path: join(ROOT, path.slice(path.indexOf('src/browser/'))),
    }))
  },
}

/** Replaces what a file that may load no other would carry without need. */
const singleFile = {
  name: 'single file',
  setup(build) {
    build.onResolve({ filter: /\/(fallback|share)\.js$/ }, ({ path }) => ({
      path: join(ROOT, path.replace('./', 'js/no_')),
    }))
  },
}

/** Leaves out what React Native cannot use. */
const reactNative = {
  name: 'React Native',
  setup(build) {
    build.onResolve({ filter: /\/(module|share)\.js$/ }, () => ({
      path: join(ROOT, 'js/react_native.js'),
    }))
  },
}

/** The entry of the package as the file beside it that CommonJS loads. */
const onIndex = (path) => ({
  name: 'on index',
  setup(build) {
    build.onResolve({ filter: /\/index\.js$/ }, () => ({ path, external: true }))
  },
})

async function bundle() {
  const esbuild = await import('esbuild')
  await rm(DIST, { recursive: true, force: true })
  await mkdir(DIST)
  await copyFile(join(PKG, 'eventsource.wasm'), join(DIST, 'eventsource.wasm'))
  const options = {
    bundle: true,
    minify: true,
    sourcemap: true,
    target: OLDEST,
    inject: ['js/old_engines.js'],
    outdir: DIST,
    plugins: [hexLoader, originals],
    logLevel: 'warning',
  }
  const names = [...SOURCES, ...GENERATED]
  const esm = { ...options, format: 'esm', external: names.map((name) => `./${name}.js`) }
  const entryPoints = (names) => names.map((name) => `js/${name}.js`)
  await esbuild.build({ ...esm, entryPoints: entryPoints(SOURCES) })
  // Without source maps, because the sources of these are generated.
  await esbuild.build({ ...esm, entryPoints: entryPoints(GENERATED), sourcemap: false })
  await esbuild.build({
    ...options,
    format: 'iife',
    external: ['./fallback.js', './share.js'],
    entryPoints: { 'eventsource.global': 'js/global.js' },
  })
  await esbuild.build({
    ...options,
    format: 'esm',
    plugins: [hexLoader, originals, singleFile],
    entryPoints: { inline: 'js/index.js' },
  })
  const cjs = { ...options, format: 'cjs', sourcemap: false, outExtension: { '.js': '.cjs' } }
  // `require()` returns the constructor with the other names on it, for programs that construct what they require.
  const callable = { js: 'module.exports = Object.assign(module.exports.default, module.exports)' }
  await esbuild.build({
    ...cjs,
    plugins: [hexLoader, originals, singleFile],
    entryPoints: ['js/index.js'],
    footer: callable,
  })
  await esbuild.build({
    ...cjs,
    plugins: [onIndex('./index.cjs')],
    entryPoints: ['js/polyfill.js'],
  })
  await bundleForReactNative(esbuild, cjs)
  await esbuild.build({ ...cjs, entryPoints: ['js/testing.js'] })
  for (const name of ['polyfill', 'fallback', 'testing', 'eventsource.wasm']) {
    await copyFile(`js/${name}.d.ts`, join(DIST, `${name}.d.ts`))
  }
  const types = await indexTypes()
  await writeFile(join(DIST, 'index.d.ts'), types)
  await writeFile(join(DIST, 'index.d.cts'), commonJsTypes(types))
  await copyFile('js/polyfill.d.ts', join(DIST, 'polyfill.d.cts'))
  await copyFile('js/testing.d.ts', join(DIST, 'testing.d.cts'))
}

/**
 * Metro takes only files whose names end in `.js`, and Jest's preset for React Native takes them as CommonJS: they need a
 * folder that says so.
 */
async function bundleForReactNative(esbuild, cjs) {
  const outdir = join(DIST, 'react-native')
  const options = { ...cjs, outdir, outExtension: { '.js': '.js' } }
  await esbuild.build({
    ...options,
    plugins: [originals, reactNative],
    entryPoints: ['js/index.js'],
  })
  await esbuild.build({
    ...options,
    plugins: [onIndex('./index.js')],
    entryPoints: ['js/polyfill.js'],
  })
  await writeFile(join(outdir, 'package.json'), '{ "type": "commonjs" }\n')
}

/**
 * Minifies the modules and the classic script, and updates their source maps. Tools tell CommonJS by statements that Terser joins
 * with others.
 */
async function minifyAll() {
  for (const file of (await readdir(DIST)).filter((name) => name.endsWith('.js'))) {
    const path = join(DIST, file)
    const map = existsSync(`${path}.map`) && (await readFile(`${path}.map`, 'utf8'))
    const { code, map: newMap } = await minifyScript(await readFile(path, 'utf8'), {
      module: !file.includes('global'),
      sourceMap: map && { content: map, includeSources: true, url: `${basename(file)}.map` },
    })
    await writeFile(path, code)
    if (map) await writeFile(`${path}.map`, newMap)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setUpBuild()
    await build()
    const { writeSizes } = await import('./size_document.js')
    await writeSizes()
  })
}

// Makes dist/, the published files, and says how large they are.

import { readFileSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { setUpBuild } from './setup.js'
import { main, run, step } from './steps.js'
import { makeModule } from './wasm.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PKG = join(ROOT, 'pkg')
const DIST = join(ROOT, 'dist')

/** The oldest engine whose JavaScript and WebAssembly the files are for. */
const OLDEST = 'chrome64'

export async function build() {
  process.chdir(ROOT)
  await step('Compiling the core to WebAssembly', () => compile(ROOT))
  await step('Bundling the JavaScript', bundle)
  printSizes()
}

/** Makes pkg/ from the sources in a folder; no byte of it depends on where that is. */
export async function compile(root) {
  const pkg = join(root, 'pkg')
  await rm(pkg, { recursive: true, force: true })
  await mkdir(pkg)
  const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo')
  const flags = ['-Ctarget-cpu=mvp', `--remap-path-prefix=${cargoHome}=cargo`]
  const target = ['--target', 'wasm32-unknown-unknown', '--target-dir', join(root, 'target')]
  const what = ['--manifest-path', join(root, 'Cargo.toml'), '--lib', '--features', 'js']
  await run('cargo', ['build', '--release', '--locked', ...what, ...target, '--quiet'], {
    env: { CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') },
  })
  await makeModule(join(root, 'target/wasm32-unknown-unknown/release/eventsource_wasm.wasm'), pkg)
}

async function bundle() {
  const esbuild = await import('esbuild')
  await rm(DIST, { recursive: true, force: true })
  await mkdir(DIST)
  await copyFile(join(PKG, 'eventsource.wasm'), join(DIST, 'eventsource.wasm'))
  // Brotli and gzip see through hexadecimal digits, not through base64.
  const hexadecimal = {
    name: 'hexadecimal',
    setup(build) {
      build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({
        contents: `export default '${(await readFile(path)).toString('hex')}'`,
      }))
    },
  }
  const options = {
    bundle: true,
    minify: true,
    sourcemap: true,
    target: OLDEST,
    outdir: DIST,
    plugins: [hexadecimal],
    logLevel: 'warning',
  }
  const files = ['./index.js', './engine.js', './module.js']
  const esm = { ...options, format: 'esm', external: files }
  await esbuild.build({
    ...esm,
    entryPoints: ['index', 'polyfill', 'engine', 'module'].map((name) => `js/${name}.js`),
  })
  await esbuild.build({ ...options, format: 'esm', entryPoints: { inline: 'js/index.js' } })
  await esbuild.build({
    ...options,
    format: 'iife',
    entryPoints: { 'eventsource.global': 'js/polyfill.js' },
  })
  await copyFile('js/index.d.ts', join(DIST, 'index.d.ts'))
  await copyFile('js/polyfill.d.ts', join(DIST, 'polyfill.d.ts'))
}

function printSizes() {
  const rows = [
    ['when native suffices: index.js', ['index.js']],
    ['ours, all of it: index.js, engine.js, module.js', ['index.js', 'engine.js', 'module.js']],
    [
      'ours with a hosted module: index.js, engine.js, eventsource.wasm',
      ['index.js', 'engine.js', 'eventsource.wasm'],
    ],
    ['classic script: eventsource.global.js', ['eventsource.global.js']],
    ['the module alone: eventsource.wasm', ['eventsource.wasm']],
  ]
  const brotli = (bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  const size = (compress, files) =>
    files
      .reduce((sum, file) => sum + compress(readFileSync(join(DIST, file))).length, 0)
      .toLocaleString('en')
  console.log(
    '\nbytes                                                                raw    gzip  brotli',
  )
  for (const [name, files] of rows) {
    const columns = [(bytes) => bytes, (bytes) => gzipSync(bytes, { level: 9 }), brotli]
    console.log(
      name.padEnd(66) + columns.map((compress) => size(compress, files).padStart(8)).join(''),
    )
  }
  console.log()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setUpBuild()
    await build()
  })
}

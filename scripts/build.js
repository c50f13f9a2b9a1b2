// Makes dist/, the published files, and says how large they are.

import { readFileSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { setUpBuild } from './setup.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PKG = join(ROOT, 'pkg')
const DIST = join(ROOT, 'dist')
const RAW = join(ROOT, 'target/wasm32-unknown-unknown/release/eventsource_wasm.wasm')

/** The oldest engine whose JavaScript and WebAssembly the files are for. */
const OLDEST = 'chrome64'

/** Everything after the minimum viable product of WebAssembly is turned into what the first engines know. */
const LOWERING = [
  '--signext-lowering',
  '--llvm-memory-copy-fill-lowering',
  '--llvm-nontrapping-fptoint-lowering',
]

export async function build() {
  process.chdir(ROOT)
  await step('Compiling the core to WebAssembly', compile)
  await step('Bundling the JavaScript', bundle)
  printSizes()
}

async function compile() {
  await rm(PKG, { recursive: true, force: true })
  await mkdir(PKG)
  await run(
    'cargo',
    [
      'build',
      '--release',
      '--lib',
      '--features',
      'js',
      '--target',
      'wasm32-unknown-unknown',
      '--quiet',
    ],
    {
      env: { RUSTFLAGS: '-C target-cpu=mvp' },
    },
  )
  const wasmOpt = join(ROOT, 'node_modules/.bin/wasm-opt')
  const lowered = join(PKG, 'eventsource_wasm.wasm')
  await run(wasmOpt, [RAW, ...LOWERING, '--strip-target-features', '-o', lowered])
  await run('wasm-bindgen', [
    '--target',
    'web',
    '--no-typescript',
    '--omit-default-module-path',
    '--out-dir',
    PKG,
    lowered,
  ])
  const optimised = join(PKG, 'eventsource.wasm')
  await run(wasmOpt, [
    join(PKG, 'eventsource_wasm_bg.wasm'),
    '--mvp-features',
    '-Oz',
    '--strip-producers',
    '-o',
    optimised,
  ])
  await checkIsMvp(optimised)
}

/** Without any feature switched on, wasm-opt refuses a module that needs one. */
async function checkIsMvp(module) {
  await run(join(ROOT, 'node_modules/.bin/wasm-opt'), [
    module,
    '--mvp-features',
    '--quiet',
    '-o',
    '/dev/null',
  ])
}

async function bundle() {
  const esbuild = await import('esbuild')
  await rm(DIST, { recursive: true, force: true })
  await mkdir(DIST)
  const module = await readFile(join(PKG, 'eventsource.wasm'))
  await writeFile(join(DIST, 'eventsource.wasm'), module)
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

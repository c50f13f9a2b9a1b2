// From Cargo's WebAssembly to the published module, its glue, and the same core as JavaScript: for the oldest engines, and
// small.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './steps.js'

const NAME = 'eventsource_wasm'
const WASM_OPT = 'node_modules/.bin/wasm-opt'
const WASM2JS = 'node_modules/.bin/wasm2js'

/** Turns what came after the first version of WebAssembly into what every engine knows. */
const LOWERING = [
  '--signext-lowering',
  '--llvm-memory-copy-fill-lowering',
  '--llvm-nontrapping-fptoint-lowering',
  '--strip-target-features',
]

/** What panics would have said, and where. */
const LAST_WORDS = new RegExp(
  [
    /[\w./-]+\.rs(?=\0)/,
    /closure invoked recursively or after being dropped|FnOnce called more than once/,
    /called `.+?` on an? `.+?` value|RefCell already (mutably )?borrowed/,
    /assertion `left [^]+?right: |==!=matches|0123456789abcdef|0x0123456789ABCDEF|000102[0-9]+99/,
    /capacity overflow|AccessError|null pointer passed to rust/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

/** Functions that only prepare the text of a panic, which nobody would see: a panic is a trap. Nothing else formats. */
const PANICS =
  /panic_|rust_panic|panicking|throw_str|handle_alloc_error|raw_vec\d+handle_error|slice_index_fail|expect_failed|3fmt|fmt\.\./

/**
 * What is in the table of functions or behind a parameter, and that nothing of ours ever calls: closures of other types, tasks
 * of futures, what JavaScript could allocate, memory full of zeros, and whatever formats.
 */
const NEVER_CALLED =
  /^wasm_bindgen::convert::closures::_::invoke|^js_sys::futures|link_mem_intrinsics|rust_alloc_zeroed|::fmt::|::type_id$/

/** Makes `eventsource.wasm`, `glue.js` and `wasm2js.js` in the folder `to` of Cargo's module `from`. */
export async function buildModule(from, to) {
  const path = (name) => join(to, name)
  await run(WASM_OPT, ['-g', from, ...LOWERING, '-o', path('lowered.wasm')])
  await edit(path('lowered.wasm'), path(`${NAME}.wasm`), (module, binaryen) =>
    trapIn(module, binaryen, (name) => PANICS.test(name)),
  )
  const target = ['--target', 'web', '--no-typescript', '--omit-default-module-path']
  await run('wasm-bindgen', [...target, '--out-dir', to, path(`${NAME}.wasm`)])
  const glue = await readFile(path(`${NAME}.js`), 'utf8')
  await edit(path(`${NAME}_bg.wasm`), path('used.wasm'), (module, binaryen) => {
    const used = dropUnusedExports(module, binaryen, glue)
    trapIn(module, binaryen, (name) => NEVER_CALLED.test(name) && !used.has(name))
    return silence(module)
  })
  const minify = ['-Oz', '--strip-producers', '--minify-imports-and-exports-and-modules']
  const module = path('eventsource.wasm')
  const { stdout } = await run(
    WASM_OPT,
    [path('used.wasm'), '--mvp-features', ...minify, '-o', module],
    { capture: true },
  )
  // With no feature switched on, wasm-opt refuses a module that needs one.
  await run(WASM_OPT, [module, '--mvp-features', '-o', path('checked.wasm')], { capture: true })
  await writeFile(path('glue.js'), shorten(followMemory(followNames(glue, JSON.parse(stdout)))))
  await run(WASM2JS, ['-Oz', module, '-o', path('wasm2js.js')])
  await writeFile(path('wasm2js.js'), takeImports(await readFile(path('wasm2js.js'), 'utf8')))
}

async function edit(from, to, change) {
  const { default: binaryen } = await import('binaryen')
  binaryen.setDebugInfo(true)
  const module = binaryen.readBinary(await readFile(from))
  module.setFeatures(binaryen.Features.MVP)
  const finish = change(module, binaryen) || ((bytes) => bytes)
  await writeFile(to, finish(Buffer.from(module.emitBinary())))
  module.dispose()
}

/** Puts a trap in the place of the functions with these names. */
function trapIn(module, binaryen, isToTrap) {
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(index)),
  )
  for (const { name, module: isImport, params, results } of functions) {
    if (isImport || !isToTrap(name)) continue
    module.removeFunction(name)
    module.addFunction(name, params, results, [], module.unreachable())
  }
}

/**
 * Gives what puts zeros in the place of the last words of panics, and of the places in the sources that they tell: 16 bytes
 * that begin with the address of a path.
 */
function silence(module) {
  const { offset, data } = module.getDataSegmentInfo(module.getDataSegment('.rodata'))
  const old = Buffer.from(data)
  const silent = Buffer.from(old)
  for (const { 0: words, index } of old.toString('latin1').matchAll(LAST_WORDS)) {
    silent.fill(0, index, index + words.length)
    // Whatever else an address is part of may have neighbours that are in use.
    if (!words.endsWith('.rs')) continue
    const address = Buffer.alloc(4)
    address.writeUInt32LE(offset + index)
    for (let at = -1; (at = old.indexOf(address, at + 1)) >= 0;) silent.fill(0, at, at + 16)
  }
  return (bytes) => {
    const at = bytes.indexOf(old)
    silent.copy(bytes, at)
    return bytes
  }
}

/** Gives the names of the functions that are still exported. */
function dropUnusedExports(module, binaryen, glue) {
  const exports = Array.from({ length: module.getNumExports() }, (_, index) =>
    binaryen.getExportInfo(module.getExportByIndex(index)),
  )
  const isUsed = ({ name }) => glue.includes(`wasm.${name}`)
  for (const { name } of exports.filter((one) => !isUsed(one))) module.removeExport(name)
  return new Set(exports.filter(isUsed).map(({ value }) => value))
}

/**
 * Gives what wasm-opt renamed its new names in the glue, and exports what js/engine.js instantiates the module with, and what
 * decodes UTF-8 and ends a connection. What the module imports from a file of ours as it is comes from where all the rest does.
 */
function followNames(glue, { imports, exports }) {
  const exported = new Map(exports)
  const imported = new Map(imports.map(([, from, to]) => [from, to]))
  const glueName = `./${NAME}_bg.js`
  const ours = imports.filter(([module]) => module !== glueName)
  const members = ours.map(([, from, to]) => `        ${to}: import1.${from},\n`)
  return `${glue
    .replace(/(?<=\bwasm\.)\w+/g, (name) => exported.get(name) || name)
    .replace(/(?<=^ {8})\w+(?=: function)/gm, (name) => imported.get(name) || name)
    .replace(/(?<=import0 = {\n)/, members.join(''))
    .replace(/^ +".+": import[1-9],\n/gm, '')
    .replace(JSON.stringify(glueName), '"a"')}
export { __wbg_get_imports, __wbg_finalize_init, decodeText }
`
}

/** Replaces what must be there, since another version of a tool could write something else. */
function replace(text, from, to) {
  if (!from.test(text)) throw new Error(`scripts/wasm.js finds no ${from} in what was generated`)
  return text.replace(from, to)
}

/** Makes the views follow a memory that grows without detaching its buffer, as that of `wasm2js.js` does. */
const followMemory = (glue) =>
  replace(
    glue,
    /(cached\w+Memory0) === null \|\| .+(?= {\n.+\(wasm\.([\w$]+)\.buffer\);)/g,
    '$1 === null || $1.buffer !== wasm.$2.buffer)',
  )

/**
 * Takes out what nobody reads, what lets the garbage collector free what is freed without it, and a call of a decoder without
 * bytes, which polyfills refuse.
 */
const shorten = (glue) =>
  glue
    .replace(/^.*CLOSURE_DTORS[^;]+;\n/gm, '')
    .replace(/^ +(wasmInstance|wasmModule) = .+\n/gm, '')
    .replace('wasmModule, wasmInstance, ', '')
    .replace(/^ *cachedTextDecoder\.decode\(\);\n/gm, '')

/** Makes a function of the imports of a module that imports them and runs when it is loaded. */
const takeImports = (wasm2js) =>
  replace(
    replace(wasm2js, /^import .+\n/, ''),
    /var retasmFunc = [^]+/,
    'export { asmFunc as instantiate }\n',
  )

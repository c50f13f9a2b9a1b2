// Turns Cargo's WebAssembly into the published module, its JavaScript glue, and the same core as JavaScript: small, and for the
// oldest engines.
//
// Steps that only save bytes have the number of bytes that they save of index.js, engine.js and module.js, each compressed with
// brotli; one that saves less than 1 % has no place here. Every step checks its assumptions about the compiler's and
// wasm-bindgen's output, and fails the build where they no longer hold.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBytesOnly, followMemory, makeFactory, renameGlue, takeImports } from './glue.js'
import { run } from './steps.js'

const NAME = 'eventsource_wasm'
const CLEAR = 'clear panic data'
const WASM_OPT = 'node_modules/.bin/wasm-opt'
const WASM2JS = 'node_modules/.bin/wasm2js'

/** Replaces instructions that the first version of WebAssembly lacks: engines before 2020 do not load a module with them. */
const LOWERING = [
  '--signext-lowering',
  '--llvm-memory-copy-fill-lowering',
  '--llvm-nontrapping-fptoint-lowering',
  '--strip-target-features',
]

/** Builds `eventsource.wasm`, `glue.js` and `wasm2js.js` in the folder `to` from Cargo's module `from`. */
export async function buildModule(from, to) {
  const path = (name) => join(to, name)
  await run(WASM_OPT, ['-g', from, ...LOWERING, '-o', path(`${NAME}.wasm`)])
  const target = ['--target', 'web', '--no-typescript', '--omit-default-module-path']
  await run('wasm-bindgen', [...target, '--out-dir', to, path(`${NAME}.wasm`)])
  const glue = await readFile(path(`${NAME}.js`), 'utf8')
  const { bytes, cleared } = await shrink(await readFile(path(`${NAME}_bg.wasm`)), glue)
  await writeFile(path('shrunk.wasm'), bytes)
  const module = path('eventsource.wasm')
  const optimize = ['--mvp-features', '-Oz', '--strip-producers', ...MINIFY_NAMES, '-o', module]
  const optimized = await run(WASM_OPT, [path('shrunk.wasm'), ...optimize], { capture: true })
  await checkModule(await readFile(module), cleared)
  await writeFile(path('names.json'), optimized.stdout)
  await writeFile(
    path('glue.js'),
    makeFactory(decodeBytesOnly(followMemory(renameGlue(glue, JSON.parse(optimized.stdout))))),
  )
  await run(WASM2JS, ['-Oz', module, '-o', path('wasm2js.js')])
  await writeFile(path('wasm2js.js'), takeImports(await readFile(path('wasm2js.js'), 'utf8')))
}

/** Saves 2,020 bytes. wasm-opt prints the new names, which `renameGlue` puts into the glue. */
const MINIFY_NAMES = ['--minify-imports-and-exports-and-modules']

async function parse(bytes) {
  const { default: binaryen } = await import('binaryen')
  binaryen.setDebugInfo(true)
  const module = binaryen.readBinary(bytes)
  module.setFeatures(binaryen.Features.MVP)
  return { binaryen, module }
}

/** Applies the three steps below; returns the module, and the ranges of addresses that were cleared. */
export async function shrink(bytes, glue) {
  const { binaryen, module } = await parse(bytes)
  await copyByWords(module, binaryen)
  trapFunctions(module, binaryen, glue)
  const { data, cleared } = clearPanicData(module)
  // Binaryen cannot change a data segment, so this replaces it in the binary.
  const shrunk = Buffer.from(module.emitBinary())
  const at = shrunk.indexOf(data.before)
  if (at < 0) failure(CLEAR)('the binary does not contain the data as it is')
  shrunk.set(data.after, at)
  module.dispose()
  return { bytes: shrunk, cleared }
}

/** LOWERING copies memory byte by byte, in a function without a name. This replaces its body. */
async function copyByWords(module, binaryen) {
  const fail = failure('copy by words')
  const text = await readFile(new URL('memory_copy.wat', import.meta.url), 'utf8')
  const source = binaryen.parseText(text)
  const { params, results, vars, body } = binaryen.getFunctionInfo(source.getFunction('copy'))
  const unnamed = functionsOf(module, binaryen).filter(({ name }) => /^\d+$/.test(name))
  if (unnamed.length !== 1 || unnamed[0].params !== params) fail('the function was not found')
  module.removeFunction(unnamed[0].name)
  module.addFunction(unnamed[0].name, params, results, vars, module.copyExpression(body))
  source.dispose()
}

const functionsOf = (module, binaryen) =>
  Array.from({ length: module.getNumFunctions() }, (_, index) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(index)),
  )

/** Functions that are in the module but need not run, and the bytes that their bodies cost. */
const TRAPPED = {
  // 2,450 bytes together. A panic is a trap without a message: nobody would see the message. Only panics format.
  panics: /panic|throw_str|handle_alloc_error|raw_vec::handle_error/,
  formatting: /::fmt::/,
  // 340 bytes. Closures and tasks of js-sys, of types that this crate does not use, are in the module's table.
  callbacks: /^wasm_bindgen::convert::closures::_::invoke|^js_sys::futures/,
}

/** Replaces the bodies of TRAPPED functions by a trap, except of those that the glue calls. */
function trapFunctions(module, binaryen, glue) {
  const fail = failure('trap functions')
  const called = new Set(glue.match(/(?<=\bwasm\.)\w+/g))
  const exported = Array.from({ length: module.getNumExports() }, (_, index) =>
    binaryen.getExportInfo(module.getExportByIndex(index)),
  )
  const kept = new Set(exported.filter(({ name }) => called.has(name)).map(({ value }) => value))
  const functions = functionsOf(module, binaryen).filter(
    ({ name, module: isImport }) => !isImport && !kept.has(name),
  )
  const trapped = new Set()
  for (const [group, pattern] of Object.entries(TRAPPED)) {
    const matches = functions.filter(({ name }) => pattern.test(name))
    if (!matches.length) fail(`no function of the group '${group}' matches ${pattern}`)
    for (const { name, params, results } of matches) {
      if (/^<?eventsource_wasm(_npm)?\b/.test(name)) fail(`it would trap ${name}`)
      if (trapped.has(name)) continue
      trapped.add(name)
      module.removeFunction(name)
      module.addFunction(name, params, results, [], module.unreachable())
    }
  }
  // The compiler puts `unreachable` after a call that does not return. Any other call means that the function is in use.
  const calls = callsIn(module.emitStackIR()).filter(({ name }) => trapped.has(name))
  if (!calls.length) fail('found no call of a function that panics')
  const inUse = calls.find(({ next }) => next !== 'unreachable')
  if (inUse) fail(`${inUse.name} is called, and may return`)
}

/** The calls in stack IR: the name of each function, and the instruction that runs next if the call returns. */
function callsIn(text) {
  const lines = text.split('\n').map((line) => line.trim())
  const calls = []
  const open = []
  /** The line behind the end of each block of the function, by its label. */
  let ends = new Map()
  let pending = []
  const follow = (index) => {
    while (lines[index] === 'end') index++
    const [, label = 'none'] = /^br \$(\S+)$/.exec(lines[index]) ?? []
    // A branch back would be one of a loop, or to a label that occurs twice.
    return ends.get(label) > index ? follow(ends.get(label)) : lines[index]
  }
  for (const [index, line] of lines.entries()) {
    const [, quoted, plain] = /^call \$(?:(".+")|(.+))$/.exec(line) ?? []
    if (quoted || plain) pending.push({ name: quoted ? JSON.parse(quoted) : plain, index })
    if (/^(block|loop|if)\b/.test(line)) open.push(/^block \$(\S+)/.exec(line)?.[1])
    if (line === 'end') ends.set(open.pop(), index + 1)
    if (line !== ')') continue
    for (const { name, index } of pending) calls.push({ name, next: follow(index + 1) })
    ends = new Map()
    pending = []
  }
  return calls
}

/** The texts of panics (saves 400 bytes): paths of sources, to which `Location`s refer, and what formatting uses. */
const PANIC_TEXTS = [
  /[\w./-]+\.rs(?=\0)/g,
  /assertion `left [^]+?right: |0123456789abcdef|0x0123456789ABCDEF|000102[0-9]+99/g,
]

/** The size of a `Location`, which begins with the address of a path; and of any other address. */
const LOCATION_SIZE = 16
const ADDRESS_SIZE = 4

/** Fills PANIC_TEXTS, and what refers to them, with zeros, which compress to nothing. */
function clearPanicData(module) {
  const fail = failure(CLEAR)
  const segment = module.getDataSegment('.rodata')
  if (!segment) fail('there is no .rodata')
  const { offset, data } = module.getDataSegmentInfo(segment)
  const before = Buffer.from(data)
  const after = Buffer.from(before)
  const cleared = []
  const clear = (index, length) => {
    after.fill(0, index, index + length)
    cleared.push([offset + index, offset + index + length])
  }
  const sizes = new Map()
  for (const pattern of PANIC_TEXTS) {
    const matches = [...before.toString('latin1').matchAll(pattern)]
    if (!matches.length) fail(`no data matches ${pattern}`)
    for (const { 0: text, index } of matches) {
      clear(index, text.length)
      sizes.set(offset + index, text.endsWith('.rs') ? LOCATION_SIZE : ADDRESS_SIZE)
    }
  }
  for (let at = 0; at + ADDRESS_SIZE <= before.length; at += ADDRESS_SIZE) {
    const size = sizes.get(before.readUInt32LE(at))
    if (size) clear(at, size)
  }
  const isCleared = inRanges(cleared)
  for (let at = 0; at + ADDRESS_SIZE <= after.length; at += ADDRESS_SIZE) {
    const address = after.readUInt32LE(at)
    if (isCleared(address))
      fail(`the data at ${offset + at} refers to what was cleared at ${address}`)
  }
  return { data: { before, after }, cleared }
}

const inRanges = (ranges) => (address) =>
  ranges.some(([start, end]) => address >= start && address < end)

/** Fails if the module needs more than the first version of WebAssembly, or its code refers to data that was cleared. */
export async function checkModule(bytes, cleared) {
  const { module } = await parse(bytes)
  if (!module.validate()) failure('lower')('the module needs a newer version of WebAssembly')
  const fail = failure(CLEAR)
  const constants = [...module.emitStackIR().matchAll(/(?:^ *i32\.const |offset=)(\d+)/gm)]
  if (!constants.length) fail('found no constant in the code')
  const isCleared = inRanges(cleared)
  const inUse = constants.find(([, address]) => isCleared(Number(address)))
  if (inUse) fail(`the code refers to what was cleared at ${inUse[1]}`)
  module.dispose()
}

const failure = (name) => (reason) => {
  throw new Error(
    `the step '${name}' of scripts/wasm.js does not fit the compiler's output: ${reason}`,
  )
}

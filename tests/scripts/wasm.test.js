// The steps of scripts/wasm.js and scripts/glue.js fail, and name themselves, where the compiler or a tool generates something
// else than they expect. The inputs are those of the last build, each altered in one place.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import binaryen from 'binaryen'
import {
  decodeBytesOnly,
  followMemory,
  makeFactory,
  renameGlue,
  takeImports,
} from '../../scripts/glue.js'
import { checkModule, shrink } from '../../scripts/wasm.js'

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url))
const read = (name) => readFileSync(PKG + name, 'utf8')

const glue = read('eventsource_wasm.js')
const names = JSON.parse(read('names.json'))

/** Replaces a text that must be there. */
const alter = (text, from, to) => {
  const altered = text.replace(from, to)
  assert.notEqual(altered, text, `${from} is there`)
  return altered
}

const failsIn = (step, run) => assert.throws(run, new RegExp(`the step '${step}' of scripts/`))
const rejectsIn = (step, run) => assert.rejects(run, new RegExp(`the step '${step}' of scripts/`))

/** The name of an import that the glue implements. */
const [, IMPORT] = names.imports.find(([module]) => module === './eventsource_wasm_bg.js')

const RENAME = 'rename imports and exports'
const ALTERED_GLUE = {
  'implementations of imports with other indentation': [/^ {8}(?=\w+: function)/gm, '    '],
  'an import without an implementation': [`${IMPORT}: function`, 'other: function'],
  'two implementations of an import': [
    `${IMPORT}: function`,
    `${IMPORT}: function() {},\n        ${IMPORT}: function`,
  ],
  'exports under another object': [/\bwasm\./g, 'exports.'],
  'a call of a function that is not exported': [/\bwasm\.\w+/, 'wasm.other'],
  'another object of imports': ['const import0 = {', 'const imports = {'],
  'another name of the module of imports': [
    '"./eventsource_wasm_bg.js": import0',
    '"./x": import0',
  ],
}

test('the glue of the last build is renamed, and becomes a factory', () => {
  assert.match(
    makeFactory(renameGlue(glue, names)),
    /^export const createGlue = [^]+\bwasm\.\w+\(/m,
  )
})

test('glue that exports or loads in another way fails the build', () => {
  const renamed = renameGlue(glue, names)
  for (const altered of [
    alter(renamed, 'async function __wbg_load', 'async function load'),
    alter(
      renamed,
      'function __wbg_get_imports',
      'export { connect as other }\nfunction __wbg_get_imports',
    ),
  ]) {
    failsIn('make a factory', () => makeFactory(altered))
  }
})

for (const [what, [from, to]] of Object.entries(ALTERED_GLUE)) {
  test(`glue with ${what} fails the build`, () => {
    failsIn(RENAME, () => renameGlue(alter(glue, from, to), names))
  })
}

const SNIPPETS = `import * as import1 from "./snippets/host.js"
    const import0 = {
        log: function() {},
    };
        "./eventsource_wasm_bg.js": import0,
        "./snippets/host.js": import1,
wasm.run()`
const SNIPPET_NAMES = {
  imports: [
    ['./eventsource_wasm_bg.js', 'log', 'a'],
    ['./snippets/host.js', 'isHidden', 'b'],
  ],
  exports: [['run', 'c']],
}

test('a function that the module imports from a snippet directly becomes a member', () => {
  assert.match(renameGlue(SNIPPETS, SNIPPET_NAMES), /^ +b: import1\.isHidden,\n +a: function/m)
})

for (const [what, from] of Object.entries({
  'that is not imported': /^import .*\n/,
  'that is passed in another way': /^ +"\.\/snippets.*\n/m,
})) {
  test(`a snippet ${what} fails the build`, () => {
    failsIn(RENAME, () => renameGlue(alter(SNIPPETS, from, ''), SNIPPET_NAMES))
  })
}

test('a view of the memory that does not follow it fails the build', () => {
  const step = 'follow the memory'
  assert.match(followMemory(glue), /Memory0\.buffer !== wasm\.memory\.buffer/)
  failsIn(step, () => followMemory(alter(glue, /=== null \|\|/, '== null ||')))
  failsIn(step, () => followMemory(`${glue}\nlet cachedDataViewMemory0 = null;\n`))
})

test('glue that calls its decoder in another way fails the build', () => {
  const decoder = 'cachedTextDecoder.decode();'
  assert.ok(!decodeBytesOnly(glue).includes(decoder))
  failsIn('decode bytes only', () => decodeBytesOnly(glue.replaceAll(decoder, '')))
})

test('wasm2js output with other imports or exports fails the build', () => {
  const step = 'take the imports'
  const generated =
    "import * as a from 'a';\nfunction asmFunc() {}\nvar retasmFunc = asmFunc({ a });\n"
  assert.equal(takeImports(generated), 'function asmFunc() {}\nexport { asmFunc as instantiate }\n')
  failsIn(step, () => takeImports(`import * as b from 'b';\n${generated}`))
  failsIn(step, () => takeImports(alter(generated, 'retasmFunc', 'exported')))
})

const PATH = 'src/lib.rs'
const ADDRESS = 1_048_576
const littleEndian = (value) => [0, 8, 16, 24].map((shift) => `\\${hex((value >> shift) & 255)}`)
const hex = (byte) => byte.toString(16).padStart(2, '0')
const location = [ADDRESS, PATH.length, 1, 1].flatMap(littleEndian).join('')

/** A module as rustc and wasm-bindgen generate it, in short. */
const MODULE = `(module
  (memory 1)
  (data $.rodata (i32.const ${ADDRESS}) "${PATH}\\00\\000123456789abcdefmessage\\00${location}")
  (func $"core[1]::panicking::panic_fmt" (param i32) (drop (local.get 0)))
  (func $"<u32 as core[1]::fmt::Display>::fmt" (param i32) (drop (local.get 0)))
  (func $"wasm_bindgen::convert::closures::_::invoke::h1" (param i32) (drop (local.get 0)))
  (func (export "copy") (param i32 i32 i32))
  (func $eventsource_wasm::run (export "run")
    (drop (i32.load8_u (i32.const ${ADDRESS + 28})))
    (call $"core[1]::panicking::panic_fmt" (i32.const ${ADDRESS + 36}))
    (unreachable)))`

function binaryOf(text) {
  binaryen.setDebugInfo(true)
  const module = binaryen.parseText(text)
  const bytes = module.emitBinary()
  module.dispose()
  return bytes
}

const ALTERED_MODULES = {
  'no function that copies memory': ['copy by words', '(func (export "copy")', '(func $copy'],
  'another function without a name': ['copy by words', '(func (export "copy")', '(func) $&'],
  'a function without a name that cannot copy': ['copy by words', '(param i32 i32 i32)', ''],
  'panics under other names': ['trap functions', /panicking::panic_fmt/g, 'other'],
  'callbacks under other names': ['trap functions', '_::invoke', '_::other'],
  'a function of this crate among them': [
    'trap functions',
    /eventsource_wasm::run/,
    'eventsource_wasm::panic',
  ],
  'a call of one that may return': ['trap functions', '(unreachable)', '(nop)'],
  'a call of a callback': [
    'trap functions',
    '(drop (i32.load8_u',
    '(call $"wasm_bindgen::convert::closures::_::invoke::h1" (i32.const 0)) (drop (i32.load8_u',
  ],
  'no .rodata': ['clear panic data', '.rodata', '.data'],
  'no path of a source': ['clear panic data', PATH, 'src/lib_rs'],
  'no digits for formatting': ['clear panic data', '0123456789abcdef', '0123456789......'],
  'data that refers to a path': [
    'clear panic data',
    location,
    location + littleEndian(ADDRESS + 4).join(''),
  ],
}

test('memory is copied as the instruction memory.copy copies it, whether or not the places overlap', async () => {
  const { bytes } = await shrink(
    binaryOf(alter(MODULE, '(memory 1)', '(memory (export "memory") 17)')),
    '',
  )
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const memory = new Uint8Array(exports.memory.buffer, 0, 64)
  const values = Uint8Array.from(memory, (_, index) => index + 1)
  for (let from = 0; from < 32; from++) {
    for (let to = 0; to < 32; to++) {
      for (let length = 0; length <= 32; length++) {
        memory.set(values)
        exports.copy(to, from, length)
        const expected = values.slice().copyWithin(to, from, from + length)
        assert.deepEqual(memory, expected, `${length} bytes from ${from} to ${to}`)
      }
    }
  }
})

test('panics and their data are removed', async () => {
  const { bytes, cleared } = await shrink(binaryOf(MODULE), '')
  assert.doesNotMatch(Buffer.from(bytes).toString('latin1'), /lib\.rs|0123/)
  assert.match(Buffer.from(bytes).toString('latin1'), /message/)
  assert.equal(cleared.length, 3, 'the path, the digits and the Location')
})

for (const [what, [step, from, to]] of Object.entries(ALTERED_MODULES)) {
  test(`a module with ${what} fails the build`, async () => {
    await rejectsIn(step, () => shrink(binaryOf(alter(MODULE, from, to)), ''))
  })
}

test('a function that the glue calls is not trapped', async () => {
  const text = alter(MODULE, '_::invoke::h1"', '_::invoke::h1" (export "a")')
  await rejectsIn('trap functions', () => shrink(binaryOf(text), 'wasm.a(1)'))
})

test('code that refers to data which was cleared fails the build', async () => {
  const bytes = binaryOf(MODULE)
  await checkModule(bytes, [[ADDRESS, ADDRESS + 10]])
  await rejectsIn('clear panic data', () => checkModule(bytes, [[ADDRESS + 20, ADDRESS + 30]]))
  const load = alter(
    MODULE,
    `i32.load8_u (i32.const ${ADDRESS + 28})`,
    `i32.load8_u offset=${ADDRESS + 4} (i32.const 0)`,
  )
  await rejectsIn('clear panic data', () => checkModule(binaryOf(load), [[ADDRESS, ADDRESS + 10]]))
})

test('a module that needs a newer version of WebAssembly fails the build', async () => {
  const text = '(module (func (export "a") (param i32) (result i32) (i32.extend8_s (local.get 0))))'
  await rejectsIn('lower', () => checkModule(binaryOf(text), []))
})

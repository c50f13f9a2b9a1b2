// Adapts the JavaScript that wasm-bindgen and wasm2js generate. Each step checks what it expects to find there, because other
// versions of the tools may generate something else.

const GLUE_MODULE = './eventsource_wasm_bg.js'

/** What js/engine.js needs of the glue of an instance. */
const MEMBERS = ['__wbg_get_imports', '__wbg_finalize_init', 'connect', 'decodeText']

const failure = (step) => (reason) => {
  throw new Error(
    `the step '${step}' of scripts/glue.js does not fit the generated code: ${reason}`,
  )
}

/** Replaces all matches of a pattern. Fails if there is none. */
function replaceAll(fail, text, pattern, replacement) {
  if (!text.match(pattern)) fail(`found no ${pattern}`)
  return text.replace(pattern, replacement)
}

/**
 * Renames imports and exports as wasm-opt did. wasm-opt also moves all imports into one module 'a', so functions that the
 * module imports from a snippet (JavaScript of src/browser) become members of the object that the glue passes for 'a'.
 */
export function renameGlue(glue, { imports, exports }) {
  const fail = failure('rename imports and exports')
  const newExports = new Map(exports)
  const newImports = new Map(
    imports.filter(([module]) => module === GLUE_MODULE).map(([, from, to]) => [from, to]),
  )
  const members = imports
    .filter(([module]) => module !== GLUE_MODULE)
    .map(([module, from, to]) => {
      const variable = new RegExp(`^import \\* as (\\w+) from ["']${module}["']`, 'm').exec(
        glue,
      )?.[1]
      if (!variable) fail(`found no import of ${module}`)
      return `        ${to}: ${variable}.${from},\n`
    })

  const renamed = []
  const renameImport = (name) => {
    // The glue also implements imports that only trapped functions used.
    if (!newImports.has(name)) return name
    renamed.push(name)
    return newImports.get(name)
  }
  const renameExport = (name) => newExports.get(name) ?? fail(`the module does not export ${name}`)
  let text = replaceAll(fail, glue, /(?<=^ {8})\w+(?=: function)/gm, renameImport)
  const missing = [...newImports.keys()].filter((name) => !renamed.includes(name))
  if (missing.length) fail(`found no implementation of ${missing.join(', ')}`)
  if (renamed.length > newImports.size) fail(`found several implementations of an import`)
  text = replaceAll(fail, text, /(?<=\bwasm\.)[\w$]+/g, renameExport)
  text = replaceAll(fail, text, /(?<=^ {4}const import0 = {\n)/m, members.join(''))
  text = replaceAll(fail, text, new RegExp(`"${GLUE_MODULE}"(?=: import0,)`), '"a"')
  if (members.length) text = replaceAll(fail, text, /^ {8}".+": import[1-9],\n/gm, '')
  return text
}

/**
 * Makes the glue a function that creates the glue of one instance, so that a page can replace an instance while another is in
 * use. What would load the module is left out: js/engine.js does that.
 */
export function makeFactory(glue) {
  const fail = failure('make a factory')
  let text = replaceAll(fail, glue, /^async function __wbg_load\b[^]+/m, '')
  text = replaceAll(fail, text, /^export (?=function )/gm, '')
  const [imports] = /^(?:import .+\n)+/.exec(text) ?? fail('it starts with no imports')
  const body = text.slice(imports.length)
  if (/^(?:import|export)\b/m.test(body)) fail('it imports or exports elsewhere')
  return `${imports}export const createGlue = () => {\n${body}\nreturn { ${MEMBERS.join(', ')} }\n}\n`
}

/** wasm2js grows its memory without detaching the buffer, so the glue's views must follow `memory.buffer`. */
export function followMemory(glue) {
  const fail = failure('follow the memory')
  const stale = /(cached\w+Memory0) === null \|\| .+(?= {\n.+\(wasm\.([\w$]+)\.buffer\);)/g
  const views = glue.match(/^let cached\w+Memory0\b/gm) ?? []
  if (views.length !== glue.match(stale)?.length) fail(`expected ${stale} for each of ${views}`)
  return glue.replace(stale, '$1 === null || $1.buffer !== wasm.$2.buffer)')
}

/** Removes calls of a decoder without bytes, which polyfills of TextDecoder refuse. */
export function decodeBytesOnly(glue) {
  const calls = /^ *cachedTextDecoder\.decode\(\);\n/gm
  return replaceAll(failure('decode bytes only'), glue, calls, '')
}

/** Makes the module that wasm2js generated export a function of its imports, `instantiate`, instead of importing them. */
export function takeImports(wasm2js) {
  const fail = failure('take the imports')
  const text = replaceAll(fail, wasm2js, /^import .+\n/, '')
  if (/^import\b/m.test(text)) fail('it imports from more than one module')
  return replaceAll(fail, text, /var retasmFunc = [^]+/, 'export { asmFunc as instantiate }\n')
}

// Prints the tags that load the built library from a CDN, with the hash of each file: `node scripts/cdn.js`.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Every URL of a file contains the exact version; otherwise the hash would be wrong after a release. */
async function readVersion() {
  return JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')).version
}

async function hash(name) {
  const file = await readFile(`${ROOT}dist/${name}`)
  return `sha384-${createHash('sha384').update(file).digest('base64')}`
}

/** The names of a file of dist/ and of every file that it loads. */
export async function listFiles(name, files = new Set()) {
  if (files.has(name)) return files
  files.add(name)
  const source = await readFile(`${ROOT}dist/${name}`, 'utf8')
  for (const [, other] of source.matchAll(/["']\.\/([\w.]+\.js)["']/g))
    await listFiles(other, files)
  return files
}

/** An import map with the hashes of all files, which the browser checks whenever one of them is imported. */
export async function writeImportMap() {
  const base = `https://cdn.jsdelivr.net/npm/eventsource-wasm@${await readVersion()}/dist/`
  const integrity = {}
  for (const name of await listFiles('index.js')) integrity[base + name] = await hash(name)
  const map = { imports: { 'eventsource-wasm': `${base}index.js` }, integrity }
  return `<script type="importmap">\n${JSON.stringify(map, undefined, 2).replace(/^/gm, '  ')}\n</script>`
}

/** The tag of the classic script. */
export async function writeScriptTag() {
  const name = 'eventsource.global.js'
  const url = `https://cdn.jsdelivr.net/npm/eventsource-wasm@${await readVersion()}/dist/${name}`
  return `<script src="${url}" integrity="${await hash(name)}" crossorigin></script>`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await writeImportMap())
  console.log(await writeScriptTag())
}

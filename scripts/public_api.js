// The public API of the crate as text: `node scripts/public_api.js` compares it with docs/rust-api.txt, and `--write` updates that
// file. A line that changes or disappears is a breaking change for Rust applications. The format of rustdoc's JSON changes between
// versions of Rust, so it is that of the oldest one.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CACHE } from './install.js'
import { JSON_FILE, cargo, copyCrates } from './oldest_rust.js'
import { main, run } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENT = 'docs/rust-api.txt'
const CRATE = 'eventsource_wasm'

const RUSTDOC = [
  ...['--lib', '--', '-Z', 'unstable-options', '--output-format', 'json'],
  // Hidden modules define some of the public items. Other checks look at the documentation.
  ...['--document-hidden-items', '--cap-lints', 'allow'],
]
const PROGRAM = [
  ...['run', '--quiet', '--locked', '--manifest-path', 'scripts/public_api/Cargo.toml'],
  ...['--target-dir', `${CACHE}/public-api`],
]

const isHidden = (path) => /::(protocol|bindings)\b/.test(path)
const PATH = new RegExp(`${CRATE}(::\\w+)*`)

/** The item that a line belongs to: for an `impl`, the type that it is for. */
const ownerOf = (line) => (PATH.exec(line.replace(/^impl.* for /, '')) ?? PATH.exec(line))[0]

/** An auto trait matters where an application moves a value to another thread, or shares it. */
const isUnusedAutoTrait = (line) =>
  /core::marker::(Freeze|Unpin)|::UnwindSafe|::RefUnwindSafe|StructuralPartialEq/.test(line)

/** Lists the public API, without the modules that `#[doc(hidden)]` excludes from it. */
async function list() {
  await copyCrates()
  await cargo('rustdoc', ...RUSTDOC)
  const { root, index } = JSON.parse(await readFile(JSON_FILE, 'utf8'))
  const exported = index[root].inner.module.items.flatMap((id) => index[id].inner.use ?? [])
  const { stdout } = await run('cargo', [...PROGRAM, '--', JSON_FILE], { cwd: ROOT, capture: true })
  const text = exported.reduce(
    (text, { source, name }) =>
      text.replace(new RegExp(`\\b${CRATE}::${source}\\b`, 'g'), `${CRATE}::${name}`),
    stdout,
  )
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => !isHidden(ownerOf(line)) && !isUnusedAutoTrait(line))
  return [...new Set(lines)]
}

/** The lines of each item together, which `list` has in the order of the modules that define them. */
function group(lines) {
  const groups = new Map()
  for (const line of lines) {
    const item = ownerOf(line).split('::').slice(0, 2).join('::')
    groups.set(item, [...(groups.get(item) ?? []), line])
  }
  const sorted = [...groups].sort(([one], [other]) => (one < other ? -1 : 1))
  return sorted.map(([, lines]) => lines.join('\n') + '\n').join('\n')
}

async function compare(text) {
  const written = (await readFile(ROOT + DOCUMENT, 'utf8')).split('\n')
  const lines = text.split('\n')
  const differences = [
    ...written.filter((line) => !lines.includes(line)).map((line) => `- ${line}`),
    ...lines.filter((line) => !written.includes(line)).map((line) => `+ ${line}`),
  ]
  if (!differences.length && written.length === lines.length) return
  throw new Error(
    `the crate's public API differs from ${DOCUMENT}:\n${differences.join('\n')}\n` +
      "If that is intended, update it with 'node scripts/public_api.js --write', and describe the change in CHANGELOG.md.",
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await mkdir(CACHE, { recursive: true })
    const text = group(await list())
    if (process.argv.includes('--write')) await writeFile(ROOT + DOCUMENT, text)
    else await compare(text)
  })
}

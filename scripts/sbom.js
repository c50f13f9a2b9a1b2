// Writes software bills of materials in CycloneDX's format to target/sbom: one of the npm package and the tools of its build,
// one of the Rust crates that are compiled into it.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setUpSbom } from './setup.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT = join(ROOT, 'target/sbom')

const NPM = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
const CARGO = [
  ...['cyclonedx', '--format', 'json', '--spec-version', '1.5'],
  ...['--target', 'wasm32-unknown-unknown', '--no-build-deps'],
]

export async function writeSboms() {
  await mkdir(OUTPUT, { recursive: true })
  const { stdout } = await run('npm', NPM, { cwd: ROOT, capture: true })
  const bom = JSON.parse(stdout)
  // npm names the package by its folder.
  bom.metadata.component.name = bom.metadata.component['bom-ref'].replace(/@[^@]*$/, '')
  await writeFile(join(OUTPUT, 'npm.cdx.json'), JSON.stringify(bom, undefined, 2))
  // cargo-cyclonedx writes beside the manifest of each crate, and names the crates by the path of the checkout.
  const name = 'sbom-of-crates'
  const [written, others] = ['npm/', ''].map((folder) => join(ROOT, `${folder}${name}.json`))
  try {
    await run('cargo', [...CARGO, '--override-filename', name], { cwd: ROOT, capture: true })
    const text = await readFile(written, 'utf8')
    await writeFile(written, text.replaceAll(`file://${ROOT.slice(0, -1)}`, 'file://.'))
    await rename(written, join(OUTPUT, 'cargo.cdx.json'))
  } finally {
    for (const file of [written, others]) await rm(file, { force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setUpSbom()
    await step('Writing target/sbom', writeSboms)
  })
}

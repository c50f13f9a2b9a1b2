// Rebuilds a published version from its tag and compares the npm packages byte for byte:
//
//   npm run rebuild -- v1.2.3             with the package that the registry serves
//   npm run rebuild -- v1.2.3 FILE.tgz    with this file
//
// The versions of Rust and Node must be those of the release, which docs/size.md of the tag names.

import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract, hashOf, pack } from './package.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Clones the tag into a folder, builds it there, and returns its package. */
async function rebuild(tag, folder) {
  const clone = join(folder, 'source')
  await run('git', ['clone', '--quiet', '--branch', tag, '--depth', '1', `file://${ROOT}`, clone])
  await run('npm', ['run', '--silent', 'build'], { cwd: clone })
  return pack(clone, folder)
}

async function download(version, folder) {
  const name = `eventsource-wasm@${version}`
  const args = ['pack', name, '--pack-destination', folder, '--json']
  const { stdout } = await run('npm', args, { capture: true })
  return join(folder, JSON.parse(stdout)[0].filename)
}

/** The files that are not the same in both packages. */
async function differences(packages, folder) {
  const listings = []
  for (const [index, tarball] of packages.entries()) {
    const to = join(folder, `package-${index}`)
    await mkdir(to)
    const files = await extract(tarball, to)
    const hashes = files.map(async (file) => [file, await hashOf(join(to, 'package', file))])
    listings.push(new Map(await Promise.all(hashes)))
  }
  const [one, other] = listings
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort()
}

async function compare(tag, given, folder) {
  const rebuilt = await step(`Rebuilding ${tag}`, () => rebuild(tag, folder))
  const to = join(folder, 'published')
  await mkdir(to)
  const published = given ? resolve(given) : await download(tag.replace(/^v/, ''), to)
  const [hash, other] = [await hashOf(published), await hashOf(rebuilt)]
  console.log(`published sha512 ${hash}\nrebuilt   sha512 ${other}`)
  if (hash === other) return console.log('The packages are the same.')
  const [tools] = /built with [^.]+(\.[^.\n]+)*/.exec(
    await readFile(join(folder, 'source/docs/size.md'), 'utf8').catch(() => ''),
  ) ?? ['']
  const files = await differences([published, rebuilt], folder)
  throw new Error(
    `the packages differ in ${files.join(', ') || 'their archive only'}; the tag was ${tools}`,
  )
}

main(async () => {
  const [tag, tarball] = process.argv.slice(2)
  if (!tag) throw new Error('npm run rebuild -- TAG [TARBALL]')
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-'))
  try {
    await compare(tag, tarball, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

// The tools of these tests, and the package as users get it. They are in a folder of their own, so that nobody who works on
// the library has to install them.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, skip, step, warn } from '../../scripts/steps.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HERE = fileURLToPath(new URL('.', import.meta.url))
const INSTALLED = join(HERE, 'node_modules/.package-lock.json')
const APPS = join(HERE, 'apps')
export const BUILD = join(HERE, 'build')
export const DIST = join(BUILD, 'node_modules/eventsource-wasm/dist')

/** What is not there for a reason that is not ours. */
export class Missing extends Error {}

/** The path of a file of a tool. */
export function tool(path) {
  const file = join(HERE, 'node_modules', path)
  if (existsSync(file)) return file
  const reason = existsSync(INSTALLED) ? 'is not for this machine' : 'could not be installed'
  throw new Missing(`${path} ${reason}`)
}

/** The version of a tool that is installed. */
export const version = (name) => {
  const file = join(HERE, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'none'
}

/** Some tools need a Node that is newer than the oldest which the library is for. */
export const node = () => tool('node-24/bin/node')

/** Installs the tools. If npm cannot, what needs them is skipped. */
export async function installTools() {
  const lock = join(HERE, 'package-lock.json')
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(lock).mtimeMs) {
    return skip('tools')
  }
  // As the lock file says, but unlike `ci` without a word about packages for other machines that a registry lacks. No script
  // runs, and the versions of one browser disagree about a peer that nobody needs here.
  const flags = ['--no-save', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  await step('Installing tools (1.7 GB)', async () => {
    const options = { cwd: HERE, capture: true, allowFailure: true }
    const { code, stderr } = await run('npm', ['install', '--loglevel=error', ...flags], options)
    const [reason] = stderr.match(/npm error [^\n]{12,}/) ?? [stderr]
    if (code !== 0) warn(`the tools could not be installed, what needs them is skipped: ${reason}`)
  })
}

let tarball

/** What `installPackage` has packed: the file, and the names of those in it. */
export const packed = () => tarball

/** Packs the checkout and installs what comes out into the folder of the applications. */
export async function installPackage() {
  await rm(BUILD, { recursive: true, force: true })
  await mkdir(BUILD)
  await writeFile(join(BUILD, 'package.json'), '{ "private": true, "type": "module" }\n')
  const pack = ['pack', ROOT, '--pack-destination', BUILD, '--json']
  const { stdout } = await run('npm', pack, { capture: true })
  const [{ filename, files }] = JSON.parse(stdout)
  tarball = { file: join(BUILD, filename), names: files.map(({ path }) => path).sort() }
  const flags = ['--offline', '--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', '--prefix', BUILD, ...flags, tarball.file], { capture: true })
}

/** A new folder with these files of `apps`; a name may be given another one. */
export async function app(name, files) {
  const folder = join(BUILD, name)
  for (const [to, from] of Object.entries(files)) {
    await cp(join(APPS, from), join(folder, to), { recursive: true })
  }
  return folder
}

/** Runs a program in a folder, and gives its output; what it printed is in the error if it fails. */
export async function runIn(folder, command, args, timeout = 180) {
  const limited = ['--signal=KILL', `${timeout}`, command, ...args]
  const options = { capture: true, allowFailure: true, cwd: folder, env: { CI: 'true' } }
  const { code, stdout, stderr } = await run('timeout', limited, options)
  if (code === 0) return stdout
  throw new Error(`'${[command, ...args].join(' ')}' ended with code ${code}\n${stdout}${stderr}`)
}

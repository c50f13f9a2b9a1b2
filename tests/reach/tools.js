// The tools of these tests, and the packed package. They are installed in this folder, so that work on the library does not need
// them.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { which } from '../../scripts/setup.js'
import { run, skip, step, warn } from '../../scripts/steps.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HERE = fileURLToPath(new URL('.', import.meta.url))
const INSTALLED = join(HERE, 'node_modules/.package-lock.json')
const APPS = join(HERE, 'apps')
export const BUILD = join(HERE, 'build')
export const DIST = join(BUILD, 'node_modules/eventsource-wasm/dist')

/** Something is not installed for a reason outside the package; the row is skipped. */
export class Missing extends Error {}

/** Throws if one of these commands is not installed. */
export function checkCommands(commands) {
  const missing = commands.filter((command) => !which(command))
  if (missing.length) throw new Missing(`${missing.join(' and ')} is not installed`)
}

/** The path of a file of a tool. */
export function tool(path) {
  const file = join(HERE, 'node_modules', path)
  if (existsSync(file)) return file
  const reason = existsSync(INSTALLED)
    ? 'is not available for this machine'
    : 'could not be installed'
  throw new Missing(`${path} ${reason}`)
}

/** The version of a tool that is installed. */
export const version = (name) => {
  const file = join(HERE, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'none'
}

/** A Node for tools that need a newer one than the oldest that the library supports. */
export const node = () => tool('node-24/bin/node')

/** Installs the tools. If that fails, the rows that need them are skipped. */
export async function installTools() {
  const lock = join(HERE, 'package-lock.json')
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(lock).mtimeMs) {
    return skip('tools')
  }
  // `npm ci` fails where a registry lacks the packages of other platforms; `install` follows the lock file too. No script runs.
  // The releases of chrome-aws-lambda disagree about a peer that is not needed here.
  const flags = ['--no-save', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  await step('Installing tools (1.7 GB)', async () => {
    const options = { cwd: HERE, capture: true, allowFailure: true }
    const { code, stderr } = await run('npm', ['install', '--loglevel=error', ...flags], options)
    const [reason] = stderr.match(/npm error [^\n]{12,}/) ?? [stderr]
    if (code !== 0)
      warn(`the tools could not be installed, the rows that need them are skipped: ${reason}`)
  })
}

let tarball

/** The tarball that `installPackage` has packed, and the names of the files in it. */
export const packed = () => tarball

/** Packs the checkout and installs the tarball into the folder of the applications. */
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

/** Installs packages into a folder of its own: `manifest` is its package.json. */
export async function install(folder, manifest) {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }))
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  const options = { cwd: folder, capture: true }
  await run('npm', ['install', '--loglevel=error', ...flags], options)
}

/** Creates a folder with these files: `{ name: name in apps }`. */
export async function app(name, files) {
  const folder = join(BUILD, name)
  for (const [to, from] of Object.entries(files)) {
    await cp(join(APPS, from), join(folder, to), { recursive: true })
  }
  return folder
}

/** Runs a program in a folder and returns its output; the error of one that fails contains it. */
export async function runIn(folder, command, args, timeout = 180) {
  const limited = ['--signal=KILL', `${timeout}`, command, ...args]
  const options = { capture: true, allowFailure: true, cwd: folder, env: { CI: 'true' } }
  const { code, stdout, stderr } = await run('timeout', limited, options)
  if (code === 0) return stdout
  const shown = [command, ...args].map((part) => (isAbsolute(part) ? basename(part) : part))
  throw new Error(`'${shown.join(' ')}' ended with code ${code}\n${stdout}${stderr}`)
}

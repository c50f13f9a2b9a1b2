// Installs programs and packages that this machine lacks. Imports nothing but Node's own modules and steps.js, because it runs
// before the npm packages are there.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, skip, step, warn } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'eventsource-wasm',
)

const cargoLock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8')

/** wasm-bindgen's program and its crate must have the same version. */
const [, WASM_BINDGEN] = /^name = "wasm-bindgen"\nversion = "(.+)"$/m.exec(cargoLock)

const cargoToml = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8')

/** The oldest version of Rust that the crate supports. */
export const [, OLDEST_RUST] = /^rust-version = "(.+)"$/m.exec(cargoToml)

/** Programs that Cargo builds into a folder of the user's cache, so that versions installed for other projects stay. */
const PROGRAMS = {
  'wasm-bindgen': {
    crate: 'wasm-bindgen-cli',
    version: WASM_BINDGEN,
    flags: ['--no-default-features'],
  },
  'wasm-pack': { crate: 'wasm-pack', version: '0.15.1', flags: [] },
  geckodriver: { crate: 'geckodriver', version: '0.37.1', flags: [] },
  'cargo-fuzz': { crate: 'cargo-fuzz', version: '0.13.1', flags: [] },
  'cargo-mutants': { crate: 'cargo-mutants', version: '27.1.0', flags: [] },
  'cargo-cyclonedx': { crate: 'cargo-cyclonedx', version: '0.5.9', flags: [] },
  'cargo-deny': {
    crate: 'cargo-deny',
    version: '0.20.2',
    flags: ['--locked', '--no-default-features'],
  },
}

/** Debian installs some programs here, which is not on every user's PATH. */
const SYSTEM_PROGRAMS = '/usr/sbin'

/** The path of the first of several alternative commands ('a|b') that is installed, or undefined. */
export const which = (names) => {
  for (const name of names.split('|')) {
    for (const folder of [...process.env.PATH.split(delimiter), SYSTEM_PROGRAMS]) {
      const path = join(folder, name)
      if (existsSync(path) && statSync(path).isFile()) return path
    }
  }
  return undefined
}

/** Installs the npm packages that `folder`/package-lock.json pins, unless they are there already. */
export async function installNpmPackages(folder, name) {
  const installed = join(folder, 'node_modules/.package-lock.json')
  const lock = join(folder, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs)
    return skip(name)
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await step(`Installing ${name}`, () => run('npm', ['ci', ...flags], { cwd: folder }))
}

/** Adds the folder of one of the PROGRAMS to PATH and returns it; the program may not be installed yet. */
export function addToPath(name) {
  const { crate, version } = PROGRAMS[name]
  const root = join(CACHE, `${crate}-${version}`)
  process.env.PATH = join(root, 'bin') + delimiter + process.env.PATH
  return root
}

/** Installs one of the PROGRAMS and adds it to PATH. */
export async function installProgram(name) {
  const { crate, version, flags } = PROGRAMS[name]
  const root = addToPath(name)
  const isBuilt = existsSync(join(root, 'bin', name))
  const query = isBuilt
    ? undefined
    : await run(name, ['--version'], { capture: true, allowFailure: true })
  if (isBuilt || query.stdout.includes(version)) return skip(`${crate} ${version}`)
  // A crate's lock file may name versions that the registry no longer serves. A debug build takes a third of the time.
  const build = ['--version', version, '--debug', ...flags, '--root', root, '--quiet']
  await step(`Building ${crate} ${version}, once, with Cargo (a minute or two)`, () =>
    run('cargo', ['install', crate, ...build]),
  )
}

export const TARGET = 'wasm32-unknown-unknown'

/** Whether the oldest version of Rust that the crate supports is installed, with the target for browsers. */
export async function hasOldestRust() {
  const query = [`+${OLDEST_RUST}`, '--print', 'target-libdir', '--target', TARGET]
  const quiet = { capture: true, allowFailure: true, env: { RUSTUP_AUTO_INSTALL: '0' } }
  const { code, stdout } = await run('rustc', query, quiet)
  return code === 0 && existsSync(stdout.trim())
}

/** Installs the oldest version of Rust that the crate supports. Where that is impossible, warns that its checks are skipped. */
export async function installOldestRust() {
  const name = `Rust ${OLDEST_RUST}`
  if (await hasOldestRust()) return skip(name)
  const install = ['toolchain', 'install', OLDEST_RUST, '--profile', 'minimal', '--target', TARGET]
  await step(`Installing ${name}`, async () => {
    const { code, stderr } = await run('rustup', install, { capture: true, allowFailure: true })
    if (code !== 0) warn(`it could not be installed, so its checks are skipped: ${stderr.trim()}`)
  })
}

/** Installs missing commands with apt-get. Where that is impossible, warns that `dependents` are skipped. */
export async function installPackages(name, { commands, packages }, dependents = 'its tests') {
  if (commands.every(which)) return skip(commands.join(' and '))
  const install = `apt-get install --no-install-recommends ${packages.join(' ')}`
  if (!which('apt-get') || process.getuid?.() !== 0) {
    return warn(
      `${name} is missing or incomplete: install it ('sudo ${install}' on Debian), or ${dependents} are skipped`,
    )
  }
  await step(`Installing ${packages.join(' and ')}`, async () => {
    const quiet = { capture: true, allowFailure: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update', '--quiet'], quiet)
    const args = [...install.split(' ').slice(1), '--yes', '--quiet']
    const { code, stderr } = await run('apt-get', args, quiet)
    if (code !== 0) {
      warn(`${name} could not be installed, so ${dependents} are skipped: ${stderr.trim()}`)
    }
  })
}

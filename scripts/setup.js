// Installs what a build or a test needs and the machine lacks. Uses nothing but Node itself.
//
// Programs that Cargo builds go to a folder of this project in the user's cache, so that the versions which other projects
// use stay as they are.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPeers } from '../benches/tools.js'
import { main, run, skip, step, warn } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'eventsource-wasm')

const cargoLock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8')

/** wasm-bindgen's program and crate must have the very same version. */
const [, WASM_BINDGEN] = /^name = "wasm-bindgen"\nversion = "(.+)"$/m.exec(cargoLock)

const PROGRAMS = {
  'wasm-bindgen': {
    crate: 'wasm-bindgen-cli',
    version: WASM_BINDGEN,
    flags: ['--no-default-features'],
  },
  'wasm-pack': { crate: 'wasm-pack', version: '0.15.1', flags: [] },
  geckodriver: { crate: 'geckodriver', version: '0.37.1', flags: [] },
  'cargo-fuzz': { crate: 'cargo-fuzz', version: '0.13.1', flags: [] },
  'cargo-deny': {
    crate: 'cargo-deny',
    version: '0.20.2',
    flags: ['--locked', '--no-default-features'],
  },
}

/** What the tests of a browser need; of names with a bar between them, one is enough. */
export const BROWSERS = {
  chromium: {
    commands: ['chromium|chromium-browser|google-chrome', 'chromedriver'],
    packages: ['chromium', 'chromium-driver'],
  },
  firefox: { commands: ['firefox-esr|firefox'], packages: ['firefox-esr'] },
  webkit: { commands: ['WebKitWebDriver', 'Xvfb'], packages: ['webkit2gtk-driver', 'xvfb'] },
}

/** What the tests behind a proxy need, and the package that has it. */
export const PROXY = 'nginx'

/** Where Debian keeps programs that only root is thought to start. */
const SYSTEM_PROGRAMS = '/usr/sbin'
/** What the servers in PHP need. */
const PHP = { commands: ['php'], packages: ['php-cli'] }

/** The path of a command, the first of several that is there; undefined if none is. */
export const which = (names) => {
  for (const name of names.split('|')) {
    for (const folder of [...process.env.PATH.split(delimiter), SYSTEM_PROGRAMS]) {
      const path = join(folder, name)
      if (existsSync(path) && statSync(path).isFile()) return path
    }
  }
  return undefined
}

/** Everything for `npm run build` and `npm start`. */
export async function setUpBuild() {
  checkNode()
  await checkRust()
  await addTarget()
  await installNpmPackages()
  await installProgram('wasm-bindgen')
}

/** Everything for `npm test`; a browser that is missing and cannot be installed is said, and its tests are skipped. */
export async function setUpTests() {
  await setUpBuild()
  // The programs that the guide to migration compares.
  await installPeers()
  await installPackages('PHP', PHP)
  await installPackages(PROXY, { commands: [PROXY], packages: [PROXY] })
  for (const browser in BROWSERS) await installPackages(browser, BROWSERS[browser])
  await installProgram('wasm-pack')
  if (which(BROWSERS.firefox.commands[0]) && !which('geckodriver'))
    await installProgram('geckodriver')
  await setUpFuzzing()
  try {
    await installProgram('cargo-deny')
  } catch (error) {
    warn(`deny.toml is not checked: ${error.message}`)
  }
}

/** Everything for scripts/fuzz.js, except the nightly toolchain that libFuzzer needs: what is missing, in words. */
export async function setUpFuzzing() {
  const quiet = { capture: true, allowFailure: true }
  const { code } = await run('cargo', ['+nightly', '--version'], quiet)
  if (code !== 0)
    return "fuzzing needs the nightly toolchain: 'rustup toolchain install nightly --profile minimal'"
  try {
    await installProgram('cargo-fuzz')
  } catch (error) {
    warn(`nothing is fuzzed: ${error.message}`)
    return 'cargo-fuzz could not be installed'
  }
  return undefined
}

/** Everything for `npm run test:reach`, except its own tools (tests/reach/tools.js); what is missing beside is skipped. */
export async function setUpReach() {
  await setUpBuild()
  addToPath('geckodriver')
}

/**
 * Everything for the example servers; what cannot be installed is said, and the server that needs it is skipped. What each
 * needs comes into the folder of the servers alone.
 */
export async function setUpServers() {
  const python = { commands: ['python3'], packages: ['python3', 'python3-venv'] }
  await installPackages('Python', python)
  for (const script of ['setup:node', 'setup:python', 'setup:rust']) {
    await step(`npm run ${script}`, async () => {
      const options = { cwd: join(ROOT, 'examples/servers'), capture: true, allowFailure: true }
      const { code, stderr } = await run('npm', ['run', '--silent', script], options)
      if (code !== 0) warn(`it failed, and its server is skipped: ${stderr.trim()}`)
    })
  }
}

function checkNode() {
  const { node } = process.versions
  if (parseInt(node, 10) < 20) throw new Error(`Node 20 or later is needed, and this is ${node}`)
}

async function checkRust() {
  const { code } = await run('cargo', ['--version'], { capture: true, allowFailure: true })
  if (code !== 0)
    throw new Error('Rust is missing: install it from https://rustup.rs and open a new terminal')
}

async function addTarget() {
  const target = 'wasm32-unknown-unknown'
  const name = `Rust target ${target}`
  const { stdout } = await run('rustc', ['--print', 'target-libdir', '--target', target], {
    capture: true,
  })
  if (existsSync(stdout.trim())) return skip(name)
  if (!which('rustup'))
    throw new Error(
      `${name} is missing, and so is rustup, which adds it: 'rustup target add ${target}'`,
    )
  await step(`Adding ${name}`, () => run('rustup', ['target', 'add', target]))
}

async function installNpmPackages() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json')
  const lock = join(ROOT, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs)
    return skip('npm packages')
  await step('Installing npm packages', () =>
    run('npm', ['ci', '--no-fund', '--no-audit', '--ignore-scripts']),
  )
}

/** Gives the folder of a program of ours, which need not be there yet. */
function addToPath(name) {
  const { crate, version } = PROGRAMS[name]
  const root = join(CACHE, `${crate}-${version}`)
  process.env.PATH = join(root, 'bin') + delimiter + process.env.PATH
  return root
}

async function installProgram(name) {
  const { crate, version, flags } = PROGRAMS[name]
  const root = addToPath(name)
  const { stdout } = await run(name, ['--version'], { capture: true, allowFailure: true })
  if (stdout.includes(version)) return skip(`${crate} ${version}`)
  // Its lock file may ask for versions that are no longer served; built for debugging it is ready in a third of the time.
  const install = [
    'install',
    crate,
    '--version',
    version,
    '--debug',
    ...flags,
    '--root',
    root,
    '--quiet',
  ]
  await step(`Building ${crate} ${version}, once, with Cargo (a minute or two)`, () =>
    run('cargo', install),
  )
}

/** Installs with apt-get what is missing of some commands, or says how; `tests` are skipped where it stays so. */
async function installPackages(name, { commands, packages }, tests = 'its tests') {
  if (commands.every(which)) return skip(commands.join(' and '))
  const install = `apt-get install --no-install-recommends ${packages.join(' ')}`
  if (!which('apt-get') || process.getuid?.() !== 0) {
    return warn(
      `${name} is missing or not complete: install it ('sudo ${install}' on Debian), or ${tests} are skipped`,
    )
  }
  await step(`Installing ${packages.join(' and ')}`, async () => {
    const quiet = { capture: true, allowFailure: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update', '--quiet'], quiet)
    const { code, stderr } = await run(
      'apt-get',
      [...install.split(' ').slice(1), '--yes', '--quiet'],
      quiet,
    )
    if (code !== 0)
      warn(
        `${name} could not be installed, ${tests} are skipped: '${install}' said ${stderr.trim()}`,
      )
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(setUpTests)

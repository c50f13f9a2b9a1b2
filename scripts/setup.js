// What each command of this repository needs; installs what is missing.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  addToPath,
  installNpmPackages,
  installOldestRust,
  installPackages,
  installProgram,
  which,
} from './install.js'
import { installPeers } from './peers.js'
import { main, run, skip, step, warn } from './steps.js'

export { which }

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The commands that tests in each browser need; 'a|b' means that either is enough. */
export const BROWSERS = {
  chromium: {
    commands: ['chromium|chromium-browser|google-chrome', 'chromedriver'],
    packages: ['chromium', 'chromium-driver'],
  },
  firefox: { commands: ['firefox-esr|firefox'], packages: ['firefox-esr'] },
  webkit: { commands: ['WebKitWebDriver', 'Xvfb'], packages: ['webkit2gtk-driver', 'xvfb'] },
}

/** The command, and Debian's package, that the tests behind a proxy need. */
export const PROXY = 'nginx'

/** For the tests of servers in PHP. */
const PHP = { commands: ['php'], packages: ['php-cli'] }

/** For the example server in Python. */
const PYTHON = { commands: ['python3'], packages: ['python3', 'python3-venv'] }

/** For `npm run build` and `npm start`. */
export async function setUpBuild() {
  checkNode()
  await checkRust()
  await addTarget()
  await installNpmPackages(ROOT, 'npm packages')
  await installProgram('wasm-bindgen')
}

/** For `npm test`. Warns about a browser that cannot be installed; its tests are skipped. */
export async function setUpTests() {
  await setUpBuild()
  await installOldestRust()
  // The migration guide's tests compare this library with them.
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

/** For scripts/fuzz.js, except the nightly toolchain that libFuzzer needs. Returns what is missing, as a sentence. */
export async function setUpFuzzing() {
  const quiet = { capture: true, allowFailure: true }
  const { code } = await run('cargo', ['+nightly', '--version'], quiet)
  if (code !== 0)
    return "fuzzing needs the nightly toolchain: 'rustup toolchain install nightly --profile minimal'"
  try {
    await installProgram('cargo-fuzz')
  } catch (error) {
    warn(`fuzzing is skipped: ${error.message}`)
    return 'cargo-fuzz could not be installed'
  }
  return undefined
}

/** For scripts/mutants.js. */
export async function setUpMutants() {
  await checkRust()
  await installProgram('cargo-mutants')
}

/** For scripts/sbom.js. */
export async function setUpSbom() {
  await checkRust()
  await installProgram('cargo-cyclonedx')
}

/** For `npm run test:reach`, which installs its own tools (tests/reach/tools.js) and skips what is missing. */
export async function setUpReach() {
  await setUpBuild()
  addToPath('geckodriver')
}

/** For the example servers, all within their folder. A server whose tools cannot be installed is skipped with a warning. */
export async function setUpServers() {
  await installPackages('Python', PYTHON)
  for (const script of ['setup:node', 'setup:python', 'setup:rust']) {
    await step(`npm run ${script}`, async () => {
      const options = { cwd: join(ROOT, 'examples/servers'), capture: true, allowFailure: true }
      const { code, stderr } = await run('npm', ['run', '--silent', script], options)
      if (code !== 0) warn(`it failed, so its server is skipped: ${stderr.trim()}`)
    })
  }
}

function checkNode() {
  const { node } = process.versions
  if (parseInt(node, 10) < 20) throw new Error(`Node 20 or later is required; this is ${node}`)
}

async function checkRust() {
  const { code } = await run('cargo', ['--version'], { capture: true, allowFailure: true })
  if (code !== 0)
    throw new Error('Rust is missing: install it from https://rustup.rs and open a new terminal')
}

async function addTarget() {
  const target = 'wasm32-unknown-unknown'
  const name = `Rust target ${target}`
  const query = ['--print', 'target-libdir', '--target', target]
  const { stdout } = await run('rustc', query, { capture: true })
  if (existsSync(stdout.trim())) return skip(name)
  if (!which('rustup'))
    throw new Error(
      `${name} is missing, and so is rustup, which installs it: 'rustup target add ${target}'`,
    )
  await step(`Adding ${name}`, () => run('rustup', ['target', 'add', target]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(setUpTests)

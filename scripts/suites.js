// The suites of `npm test`. Each returns how many of its tests passed, failed and were skipped.

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { run as runNodeTests } from 'node:test'
import { build } from './build.js'
import { checks } from './checks.js'
import { checkCompatibility } from './compatibility.js'
import { fuzz } from './fuzz.js'
import { checkPackage } from './package.js'
import { reproduce } from './reproduce.js'
import { BROWSERS, setUpFuzzing, setUpServers, which } from './setup.js'
import { run, step } from './steps.js'
import { checkSupply } from './supply.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = `${ROOT}target/examples`

/** For all tests of a suite or a file together. Tests have shorter timeouts of their own. */
const TIMEOUT_MS = 300_000

/** The commands that tests through WebDriver need. */
const ENGINES = {
  Chromium: BROWSERS.chromium.commands,
  Firefox: [...BROWSERS.firefox.commands, 'geckodriver'],
  WebKitGTK: BROWSERS.webkit.commands,
}

/** Enough to notice that a target no longer works; `npm run fuzz` looks for faults. */
const FUZZING_SECONDS = 20

/**
 * In the order in which they run. A suite fails without running if the suite that it `needs` failed. The tools of an `isLarge`
 * suite take minutes to install: it runs only if named, and in continuous integration.
 */
export const suites = [
  {
    name: 'build',
    run: async () => {
      await build()
      return { passed: 1 }
    },
  },
  { name: 'format, lints, documentation', run: checks },
  { name: 'build scripts', needs: 'build', run: () => nodeTests('tests/scripts/') },
  { name: 'npm start', needs: 'build', run: () => nodeTests('tests/start/') },
  { name: 'reproducible build', needs: 'build', run: reproduce },
  { name: 'sizes in the documents', needs: 'build', run: compareSizes },
  { name: 'minimum versions', run: checkCompatibility },
  { name: 'supply chain', run: checkSupply },
  { name: 'npm package', needs: 'build', run: checkPackage },
  { name: 'core', run: () => cargoTests('cargo', ['test', '--no-fail-fast', '--quiet']) },
  { name: 'fuzzing', run: fuzzBriefly },
  {
    name: 'bindings in Chromium',
    run: () => ifInstalled(BROWSERS.chromium.commands, () => wasmTests('--chrome')),
  },
  {
    name: 'bindings in Firefox',
    run: () => ifInstalled(ENGINES.Firefox, () => wasmTests('--firefox')),
  },
  { name: 'Node', needs: 'build', run: () => nodeTests('tests/node/') },
  {
    name: 'shared streams',
    needs: 'build',
    run: () => ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests('tests/share/')),
  },
  { name: 'fake server for tests', needs: 'build', run: () => nodeTests('tests/testing/') },
  {
    name: 'pages in Chromium',
    needs: 'build',
    run: () => ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests('tests/page/')),
  },
  {
    name: 'tutorials in Chromium',
    needs: 'build',
    run: () =>
      ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests('tests/tutorials/')),
  },
  {
    name: 'chaos and limits in Chromium',
    needs: 'build',
    run: () => ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests('tests/chaos/')),
  },
  {
    name: 'hostile server',
    needs: 'build',
    run: () =>
      ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests('tests/adversary/')),
  },
  {
    name: 'Rust applications in Chromium',
    run: () => ifInstalled(BROWSERS.chromium.commands.slice(0, 1), testExamples),
  },
  ...Object.entries(ENGINES).flatMap(([engine, commands]) => [
    engineSuite('page lifecycle', engine, 'tests/lifecycle/'),
    engineSuite('demo', engine, 'tests/demo/'),
    engineSuite('shared streams', engine, 'tests/share/engines/'),
    engineSuite('programs', engine, 'tests/programs/'),
    ...(engine === 'Chromium' ? [] : [engineSuite('chaos', engine, 'tests/chaos/engines/')]),
    conformanceSuite(engine, commands),
  ]),
  { name: 'examples', needs: 'build', isLarge: true, run: serverTests },
  { name: 'reach', needs: 'build', isLarge: true, run: reachTests },
]

/** Starts the server that all suites use; EVENTSOURCE_TEST_SERVER is its address. */
export async function startServer() {
  // Imported late: it needs npm packages that the set-up may have installed just now.
  const { startTestServer } = await import('../tests/server/server.js')
  const server = await startTestServer()
  process.env.EVENTSOURCE_TEST_SERVER = server.address
  return server
}

/** A folder of tests that run in the engine named by EVENTSOURCE_TEST_ENGINE. */
function engineSuite(what, engine, folder) {
  const run = () => {
    process.env.EVENTSOURCE_TEST_ENGINE = engine
    return nodeTests(folder)
  }
  const runIfInstalled = () => ifInstalled(ENGINES[engine], run)
  return { name: `${what} in ${engine}`, needs: 'build', run: runIfInstalled }
}

function conformanceSuite(engine, commands) {
  const run = async () => {
    // Imported late: it needs npm packages that the set-up may have installed just now.
    const { conformance } = await import('../tests/conformance/conformance.js')
    return conformance(engine)
  }
  const name = `conformance in ${engine}`
  return { name, needs: 'build', run: () => ifInstalled(commands, run) }
}

/** Skips a suite whose commands are not installed, or fails it in continuous integration. */
function ifInstalled(commands, runSuite) {
  const missing = commands.filter((names) => !which(names))
  if (!missing.length) return runSuite()
  const names = missing.map((name) => name.replaceAll('|', ' or ')).join(' and ')
  const note = `not run: ${names} is not installed`
  return process.env.CI ? { failed: 1, note } : { skipped: 1, note }
}

async function compareSizes() {
  const { checkSizeDocuments } = await import('./size_document.js')
  const counts = await checkSizeDocuments()
  return process.env.CI && counts.skipped ? { failed: 1, note: counts.note } : counts
}

/** Each target counts as a test. */
async function fuzzBriefly() {
  const missing = await setUpFuzzing()
  if (missing) return { skipped: 1, note: `not run: ${missing}` }
  return { passed: Object.keys(await fuzz(FUZZING_SECONDS)).length }
}

/** Seconds for all tests of the bindings, most of which pass in a few milliseconds. */
const BINDINGS_TIMEOUT = '150'

/**
 * The server of wasm-bindgen's test runner has four threads: on a busy machine it may never respond to one of more files that a
 * page loads at once. Then no test has run, and the runner is started again. The capabilities end the wait for the page after 30
 * seconds instead of 5 minutes.
 */
const RUNNER_ATTEMPTS = 5
const CAPABILITIES = `${ROOT}tests/webdriver.json`

/** The folders of the crates with tests that run in a browser. */
const CRATES = ['', 'npm']

async function wasmTests(browser) {
  const counts = []
  for (const folder of CRATES) counts.push(await testsIn(folder, browser))
  return counts.reduce(addCounts)
}

const addCounts = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
  note: one.note ?? other.note,
})

async function testsIn(folder, browser) {
  const args = ['test', '--headless', browser, '--mode', 'no-install', '--', '--lib']
  for (let attempt = 1; ; attempt++) {
    const env = {
      WASM_BINDGEN_TEST_TIMEOUT: BINDINGS_TIMEOUT,
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: CAPABILITIES,
    }
    const counts = await cargoTests('wasm-pack', args, { env, cwd: ROOT + folder })
    const hasRun = counts.passed > 0 || counts.failed > 1
    if (hasRun || attempt === RUNNER_ATTEMPTS) return counts
    process.stdout.write('  no test has run: the page of the test runner did not load\n')
  }
}

/** Runs tests whose output is that of `cargo test`. */
async function cargoTests(command, args, options) {
  let output = ''
  const onOutput = (data) => {
    output += data
    process.stdout.write(data)
  }
  const { code } = await run(command, args, { ...options, onOutput, allowFailure: true })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const results = output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)
  let reports = 0
  for (const [, passed, failed, ignored] of results) {
    reports++
    counts.passed += Number(passed)
    counts.failed += Number(failed)
    counts.skipped += Number(ignored)
  }
  if (!reports || (code !== 0 && !counts.failed)) {
    counts.failed++
    counts.note = `${command} ended with code ${code} ${reports ? 'after its results' : 'without a result'}`
  }
  return counts
}

/** `[package, program, output name]` of the applications in examples/, and of the README's sample. */
const PROGRAMS = [
  ['yew', 'eventsource-wasm-yew-example', 'app'],
  ['yew', 'readme', 'readme'],
  ['leptos', 'eventsource-wasm-leptos-example', 'leptos'],
  ['dioxus', 'eventsource-wasm-dioxus-example', 'dioxus'],
  ['worker', 'eventsource-wasm-worker-example', 'events'],
]

/** Builds the programs in examples/ as an application would, but without a bundler, and tests them. */
async function testExamples() {
  const target = 'wasm32-unknown-unknown'
  const build = ['build', '--locked', '--quiet', '--target-dir', EXAMPLES]
  const packages = (...names) => names.flatMap((name) => ['-p', `eventsource-wasm-${name}-example`])
  const cwd = `${ROOT}examples`
  await step('Building the native program in examples/', () =>
    run('cargo', [...build, ...packages('reqwest')], { cwd }),
  )
  await step('Building the applications in examples/', async () => {
    const names = new Set(PROGRAMS.map(([name]) => name))
    await run('cargo', [...build, '--target', target, ...packages(...names)], { cwd })
    for (const [, program, name] of PROGRAMS) {
      const module = `${EXAMPLES}/${target}/debug/${program}.wasm`
      const to = ['--out-dir', `${EXAMPLES}/pages`, '--out-name', name]
      await run('wasm-bindgen', [module, '--target', 'web', '--no-typescript', ...to])
    }
  })
  return nodeTests('tests/example/')
}

/** Runs the test files in some folders. */
function nodeTests(...folders) {
  const files = folders.flatMap((folder) => {
    const names = readdirSync(ROOT + folder).filter((name) => name.endsWith('.test.js'))
    return names.map((name) => ROOT + folder + name)
  })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const outcomeOf = ({ name, skip }) => {
    // A file without tests passes as one test that has the name of the file.
    if (files.includes(name)) return 'failed'
    return skip === undefined ? 'passed' : 'skipped'
  }
  const count = (column, { name, details, skip }) => {
    if (details.type === 'suite') return
    counts[column]++
    process.stdout.write(`  ${column}: ${name}${skip ? `, because ${skip}` : ''}\n`)
    if (column === 'failed') {
      const { error = 'it has no tests' } = details
      process.stdout.write(`${inspect(error.cause ?? error)}\n`)
    }
  }
  return new Promise((resolve, reject) => {
    runNodeTests({ files, concurrency: true, timeout: TIMEOUT_MS })
      .on('test:pass', (test) => count(outcomeOf(test), test))
      .on('test:fail', (test) => count('failed', test))
      .on('test:stderr', ({ message }) => process.stderr.write(message))
      .on('error', reject)
      .on('end', () => {
        if (!counts.passed && !counts.failed) reject(new Error('node:test has run no test'))
        else resolve(counts)
      })
      .resume()
  })
}

/** Skips a server whose language is not installed, or fails it in continuous integration. */
async function serverTests() {
  await setUpServers()
  const folders = ['examples/servers/', 'examples/browser/']
  return ifInstalled(BROWSERS.chromium.commands.slice(0, 1), () => nodeTests(...folders))
}

async function reachTests() {
  const { reach } = await import('../tests/reach/reach.js')
  const { count, printMatrix } = await import('../tests/reach/report.js')
  const results = await reach()
  printMatrix(results)
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((outcome) =>
    count(results, outcome),
  )
  return { passed, failed, skipped }
}

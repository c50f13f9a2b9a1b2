// Checks and tests everything. What follows `npm test --` chooses the suites whose names contain it.

import { setUpTests } from './setup.js'
import { main, step } from './steps.js'
import { suites } from './suites.js'

const [part = ''] = process.argv.slice(2)
const COLUMNS = ['passed', 'failed', 'skipped']
const NAME_WIDTH = 36

/** The suites that were asked for, and those that they need. */
function choose() {
  const chosen = suites.filter(
    ({ name, isLarge }) =>
      name.toLowerCase().includes(part.toLowerCase()) && (part || process.env.CI || !isLarge),
  )
  if (chosen.length) return suites.filter((suite) => isNeeded(suite, chosen))
  throw new Error(
    `no suite's name contains '${part}': ${suites.map(({ name }) => name).join(', ')}`,
  )
}

const isNeeded = (suite, chosen) =>
  chosen.some(({ name, needs }) => [name, needs].includes(suite.name))

/** Runs one suite; whatever it throws is one failure. */
async function runSuite({ name, needs, run }, results) {
  const result = { name, passed: 0, failed: 0, skipped: 0 }
  try {
    await step(name, async () => {
      if (results.some((other) => other.name === needs && other.failed)) {
        throw new Error(`not run: '${needs}' failed`)
      }
      Object.assign(result, await run())
      if (result.failed) throw new Error(result.note ?? `${result.failed} failed`)
    })
  } catch (error) {
    process.stdout.write(`✗ ${name}: ${error.message}\n`)
    result.note ??= error.message.split('\n')[0]
    result.failed ||= 1
  }
  return result
}

function printTable(results) {
  const row = (name, cells) =>
    console.log(name.padEnd(NAME_WIDTH) + cells.map((cell) => `${cell}`.padStart(9)).join(''))
  console.log()
  row('suite', COLUMNS)
  for (const result of results) {
    row(
      result.name,
      COLUMNS.map((column) => result[column]),
    )
    if (result.note) console.log(`  ${result.note}`)
  }
  const totals = COLUMNS.map((column) => [column, sum(results, column)])
  console.log(`\n${totals.map(([column, total]) => `${total} ${column}`).join(', ')}`)
}

const sum = (results, column) => results.reduce((total, result) => total + result[column], 0)

await main(async () => {
  const chosen = choose()
  await setUpTests()
  // It needs a package that the set-up has only just installed.
  const { startTestServer } = await import('../tests/server/server.js')
  const server = await startTestServer()
  process.env.EVENTSOURCE_TEST_SERVER = server.address
  const results = []
  for (const suite of chosen) results.push(await runSuite(suite, results))
  await server.close()
  printTable(results)
  if (sum(results, 'failed')) process.exitCode = 1
})

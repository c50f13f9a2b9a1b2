// Runs all checks and tests; `npm test -- NAME` runs the suites whose names contain NAME.

import { setUpTests } from './setup.js'
import { main, step } from './steps.js'
import { startServer, suites } from './suites.js'

const [part = ''] = process.argv.slice(2)
const COLUMNS = ['passed', 'failed', 'skipped']
const NAME_WIDTH = 36

/** The suites selected on the command line, and those that they need. */
function selectSuites() {
  const selected = suites.filter(
    ({ name, isLarge }) =>
      name.toLowerCase().includes(part.toLowerCase()) && (part || process.env.CI || !isLarge),
  )
  if (selected.length) return suites.filter((suite) => isNeeded(suite, selected))
  throw new Error(
    `no suite's name contains '${part}': ${suites.map(({ name }) => name).join(', ')}`,
  )
}

const isNeeded = (suite, selected) =>
  selected.some(({ name, needs }) => [name, needs].includes(suite.name))

/** Runs one suite. An exception counts as one failure. */
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
  const selected = selectSuites()
  await setUpTests()
  const server = await startServer()
  const results = []
  for (const suite of selected) results.push(await runSuite(suite, results))
  await server.close()
  printTable(results)
  // What a suite has left open, such as a browser that does not end, must not keep the command from ending.
  process.exit(sum(results, 'failed') ? 1 : 0)
})

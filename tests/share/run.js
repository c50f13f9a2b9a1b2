// Hands over 1,000 times between 20 tabs that share a stream, or as `npm run handovers -- COUNT` says, in Chromium, and a tenth of
// that in Firefox and WebKitGTK. A run of at least the default length updates its section of docs/trust.md.

import { build } from '../../scripts/build.js'
import { setUpTests } from '../../scripts/setup.js'
import { main, step } from '../../scripts/steps.js'

const DEFAULT_COUNT = 1_000
const [count = DEFAULT_COUNT] = process.argv.slice(2).map(Number)

/** What fraction of the hand-overs each engine makes. */
const SHARES = { Chromium: 1, Firefox: 0.1, WebKitGTK: 0.1 }

const PROGRESS_EVERY = 50

const TABS = 20
const WORKERS = 2

const median = (times) => times.toSorted((one, other) => one - other)[times.length >> 1]

/** The rows of one engine: for each kind of hand-over, the times from the end of the leader to the next event. */
async function run(engine, count) {
  // Imported late: they need npm packages that the set-up may have installed just now.
  const { handOver, mostlyFast } = await import('./handovers.js')
  const times = new Map()
  let done = 0
  const { version, messages, overlap } = await handOver({
    engine,
    tabs: TABS,
    workers: WORKERS,
    count,
    choose: mostlyFast(),
    onHandOver({ kind, time }) {
      times.set(kind, [...(times.get(kind) ?? []), time])
      if (++done % PROGRESS_EVERY === 0) console.log(`  ${done.toLocaleString('en')} hand-overs`)
    },
  })
  const name = `${engine} ${version}`
  return [
    [`${name}: hand-overs`, done],
    [`${name}: messages, each received once and in order by each of ${TABS} tabs`, messages],
    [`${name}: longest time with two connections, in milliseconds`, overlap],
    ...[...times].map(([kind, all]) => [
      `${name}: milliseconds to the next event when ${kind} (${all.length} times): median; worst`,
      `${Math.round(median(all)).toLocaleString('en')}; ${Math.max(...all).toLocaleString('en')}`,
    ]),
  ]
}

await main(async () => {
  if (!(count >= 10)) throw new Error('npm run handovers -- COUNT, at least 10')
  await setUpTests()
  await build()
  const started = performance.now()
  const rows = []
  for (const [engine, share] of Object.entries(SHARES)) {
    const part = Math.round(count * share)
    rows.push(...(await step(`${part} hand-overs in ${engine}`, () => run(engine, part))))
  }
  for (const [name, value] of rows) console.log(`  ${name}: ${value.toLocaleString('en')}`)
  if (count < DEFAULT_COUNT) return
  // Imported late, as above.
  const { writeSection } = await import('../../scripts/reliability.js')
  await writeSection('Hand-overs of shared streams', {
    command: `npm run handovers -- ${count}`,
    conditions: `${TABS} tabs, ${WORKERS} of them with the source in a worker, ${Math.round((performance.now() - started) / 1_000)} seconds`,
    rows,
  })
})

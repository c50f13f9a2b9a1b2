// Runs 1,000 sessions with a hostile server in Node and in Chromium, and measures what it can cause at a third party, with native
// EventSource beside it. A run of at least the default length updates its sections of docs/trust.md.
//
//   npm run adversary -- SESSIONS                        from a random seed on
//   npm run adversary -- SESSIONS --from SEED --in Node  from this seed on, in one runtime: repeats what has failed
//
// A seed repeats what the server does. The client's random waits and the order of packets are not repeated.

import { parseArgs } from 'node:util'
import { randomInt } from 'node:crypto'
import { build } from '../../scripts/build.js'
import { setUpTests } from '../../scripts/setup.js'
import { main, step } from '../../scripts/steps.js'

const DEFAULT_COUNT = 1_000
const RUNTIMES = ['Node', 'Chromium']
const PROGRESS_EVERY = 100

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, in: { type: 'string' } },
})
const count = Number(positionals[0] ?? DEFAULT_COUNT)
const first = Number(values.from ?? randomInt(1, 2 ** 31))
const runtimes = values.in ? [values.in] : RUNTIMES

function rowsOf(runtime, { version, figures }) {
  const name = `${runtime} ${version}`
  return [
    [`${name}: sessions, none of which broke a promise`, figures.sessions],
    [`${name}: requests that the servers received`, figures.received],
    [`${name}: of these at third parties`, figures.third],
    [
      `${name}: connections that were open; events; errors`,
      list(figures, ['opens', 'events', 'errors']),
    ],
    [`${name}: sessions that ended with a final failure`, figures.final],
    [`${name}: longest time in which no timer fired, in milliseconds`, Math.round(figures.block)],
    [`${name}: most bytes of WebAssembly, in one module`, figures.memory],
  ]
}

const list = (figures, names) => names.map((name) => figures[name].toLocaleString('en')).join('; ')

async function run(runtime) {
  // Imported late: it needs npm packages that the set-up may have installed just now.
  const { explain, runSessions } = await import('./sessions.js')
  const onSession = ({ sessions }) => {
    if (sessions % PROGRESS_EVERY === 0) console.log(`  ${sessions.toLocaleString('en')} sessions`)
  }
  const result = await runSessions(runtime, { first, count, onSession })
  if (result.failures.length) throw new Error(explain(result.failures, runtime))
  return rowsOf(runtime, result)
}

const print = (rows) =>
  rows.forEach(([name, value]) => console.log(`  ${name}: ${value.toLocaleString('en')}`))

await main(async () => {
  if (!(count >= 1 && first >= 0)) throw new Error('npm run adversary -- SESSIONS --from SEED')
  await setUpTests()
  await build()
  const started = performance.now()
  const rows = []
  for (const runtime of runtimes) {
    rows.push(
      ...(await step(`${count} sessions from seed ${first} on in ${runtime}`, () => run(runtime))),
    )
  }
  print(rows)
  if (count < DEFAULT_COUNT || values.in) return
  const seconds = Math.round((performance.now() - started) / 1_000)
  // Imported late, as above.
  const { measure } = await import('./figures.js')
  const figures = await step('Measuring', () => measure((row) => print([row])))
  const { writeSection } = await import('../../scripts/reliability.js')
  await writeSection('Sessions with a hostile server', {
    command: `npm run adversary -- ${count} --from ${first}`,
    conditions: `${seconds} seconds`,
    rows,
  })
  await writeSection('What a hostile server can cause', {
    command: 'npm run adversary',
    conditions: `Chromium ${figures.version}, default options, a server that sends \`retry: 0\``,
    rows: figures.rows,
  })
})

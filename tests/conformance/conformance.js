// Runs the checks in one browser: in every global, against every implementation.

import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { listen } from '../../www/listen.js'
import { startTestServer } from '../server/server.js'
import { combinations, pathOf } from './combinations.js'
import { withBrowser } from './engines.js'
import { writeReport } from './report.js'
import { judge } from './verdicts.js'

const BUNDLE = fileURLToPath(new URL('../../target/conformance/', import.meta.url))

/** How long the checks may take in one global, in milliseconds. */
const PATIENCE = 90_000

/** What came of each engine that has run: see report.js. */
const engines = {}

/** The counts of a suite. After the last engine the report is written. */
export async function conformance(engine) {
  await bundle()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const rows = []
  const version = await withServer((server) =>
    withBrowser(engine, async ({ version, open }) => {
      for (const combination of combinations) {
        const row = { ...combination, ...(await run(combination, { engine, open, ...server })) }
        rows.push(row)
        print(row)
        counts.passed += row.passed
        counts.failed += row.failures.length
        if (row.skipped) counts.skipped++
      }
      return version
    }),
  )
  engines[engine] = { version, rows }
  await writeReport(engines)
  return counts
}

async function bundle() {
  await mkdir(BUNDLE, { recursive: true })
  await build({
    entryPoints: { checks: fileURLToPath(new URL('runner/main.js', import.meta.url)) },
    outdir: BUNDLE,
    bundle: true,
    format: 'iife',
    target: 'es2020',
    // The package's `sideEffects` is about its published files.
    ignoreAnnotations: true,
    logLevel: 'warning',
  })
}

/** Pages and sources are of one origin, some sources of another; what the checks ask of the server goes to a third. */
async function withServer(use) {
  const waiting = new Map()
  const onResults = (name, outcome) => waiting.get(name)?.(outcome)
  const server = await startTestServer({ ports: 3, onResults })
  try {
    const [origin, other, control] = server.addresses
    const dead = await deadAddress()
    return await use({ waiting, origin, parameters: { other, control, dead } })
  } finally {
    await server.close()
  }
}

async function deadAddress() {
  const { address, close } = await listen(createServer())
  await close()
  return address
}

async function run(combination, { engine, open, waiting, origin, parameters }) {
  const started = performance.now()
  const name = `${engine} ${combination.global} ${combination.implementation}`
  const results = `${parameters.control}/results?${new URLSearchParams({ of: name })}`
  let timer
  const outcome = new Promise((resolve) => {
    waiting.set(name, resolve)
    timer = setTimeout(() => resolve({ broken: `no results after ${PATIENCE} ms` }), PATIENCE)
  })
  await open(origin + pathOf(combination, { ...parameters, results }))
  const { skipped, broken, results: list = [] } = await outcome
  clearTimeout(timer)
  const verdict = judge(list, { engine, ...combination })
  if (broken) verdict.failures.push(broken)
  else if (!skipped && !list.length) verdict.failures.push('no check has run')
  const seconds = (performance.now() - started) / 1000
  return { ...verdict, total: list.length, skipped, seconds }
}

function print({ global, implementation, passed, known, failures, skipped, seconds }) {
  const counts = skipped
    ? `skipped: ${skipped}`
    : `${passed} passed, ${known} of these known differences, ${failures.length} failed`
  const name = `${global}, ${implementation}`.padEnd(34)
  process.stdout.write(`  ${name} ${counts} (${seconds.toFixed(1)} s)\n`)
  for (const failure of failures) process.stdout.write(`    ✗ ${failure}\n`)
}

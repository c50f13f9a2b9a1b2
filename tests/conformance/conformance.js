// Runs the checks in one browser, in every global and against every implementation.

import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { listen } from '../../www/listen.js'
import { startTestServer } from '../server/server.js'
import { combinations, pathOf } from './combinations.js'
import { NAMED_HOST, withBrowser } from '../engines.js'
import { writeReport } from './report.js'
import { summarize } from './outcomes.js'

const BUNDLE = fileURLToPath(new URL('../../target/conformance/', import.meta.url))

/** Milliseconds for all checks of one combination. */
const TIMEOUT = 300_000

/** The results of each engine that has run: see report.js. */
const engines = {}

/**
 * Runs the suite of an engine and returns its counts. After the last engine the report is written, unless only one
 * implementation or some sections run.
 */
export async function conformance(engine, { implementation = 'all', sections = [] } = {}) {
  await bundle()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const rows = []
  const version = await withServer((server) =>
    withBrowser(engine, async ({ version, open }) => {
      for (const combination of combinations) {
        if (!isSelected(combination, implementation, sections)) continue
        const browser = { engine, open, sections, ...server }
        const row = { ...combination, ...(await run(combination, browser)) }
        rows.push(row)
        print(row)
        counts.passed += row.passed
        counts.failed += row.failures.length
        if (row.skipped) counts.skipped++
      }
      return version
    }),
  )
  if (implementation === 'all' && !sections.length) engines[engine] = { version, rows }
  await writeReport(engines)
  return counts
}

const isSelected = (combination, implementation, sections) =>
  [combination.implementation, 'all'].includes(implementation) &&
  (!sections.length ||
    combination.implementation.startsWith('main') === sections.includes('main entry'))

async function bundle() {
  await mkdir(BUNDLE, { recursive: true })
  await build({
    entryPoints: {
      checks: fileURLToPath(new URL('runner/main.js', import.meta.url)),
      agent: fileURLToPath(new URL('runner/agent.js', import.meta.url)),
    },
    outdir: BUNDLE,
    bundle: true,
    format: 'iife',
    target: 'es2020',
    // The package's `sideEffects` applies to its published files only.
    ignoreAnnotations: true,
    logLevel: 'warning',
  })
}

/** Pages and most streams use the first origin, cross-origin streams the second, and control requests the third. */
async function withServer(use) {
  const waiting = new Map()
  const onResults = (name, results) => waiting.get(name)?.(results)
  const server = await startTestServer({ ports: 3, secure: true, onResults })
  try {
    const [origin, other, control] = server.addresses
    const otherSite = origin.replace('127.0.0.1', 'localhost')
    const secure = server.secureAddress
    const unreachable = await unusedAddress()
    const named = `${NAMED_HOST}:${new URL(secure).port}`
    const parameters = { other, otherSite, secure, named, control, unreachable }
    return await use({ waiting, origin, parameters })
  } finally {
    await server.close()
  }
}

/** An origin that no server listens at. */
async function unusedAddress() {
  const { address, close } = await listen(createServer())
  await close()
  return address
}

/** Runs the checks of a combination: first those that run in its global, then those that start globals of its kind. */
async function run(combination, browser) {
  const started = performance.now()
  const direct = await runPage(combination, browser, false)
  const isDone = direct.skipped || direct.broken || combination.implementation.startsWith('main')
  const nested = isDone ? {} : await runPage(combination, browser, true)
  const { skipped } = direct
  const list = [direct, nested].flatMap(({ results = [] }) => results)
  const summary = summarize(list, { engine: browser.engine, ...combination })
  summary.failures.push(...[direct.broken, nested.broken].filter(Boolean))
  if (!skipped && !summary.failures.length && !list.length && !browser.sections.length)
    summary.failures.push('no check has run')
  const seconds = (performance.now() - started) / 1000
  return { ...summary, total: list.length, skipped, seconds }
}

/** What a page of a combination posts: its results, or why there are none. */
async function runPage(combination, browser, children) {
  const { engine, open, waiting, origin, parameters, sections } = browser
  const { global, implementation } = combination
  const name = `${engine} ${global} ${implementation}${children ? ' children' : ''}`
  const results = `${parameters.control}/results?${new URLSearchParams({ of: name })}`
  let timer
  const posted = new Promise((resolve) => {
    waiting.set(name, resolve)
    timer = setTimeout(() => resolve({ broken: `no results after ${TIMEOUT} ms` }), TIMEOUT)
  })
  await open(
    origin + pathOf(combination, { ...parameters, engine, results }, { children, sections }),
  )
  const outcome = await posted
  clearTimeout(timer)
  return outcome
}

function print({ global, implementation, passed, known, failures, skipped, seconds }) {
  const counts = skipped
    ? `skipped: ${skipped}`
    : `${passed} passed, ${known} of these known differences, ${failures.length} failed`
  const name = `${global}, ${implementation}`.padEnd(34)
  process.stdout.write(`  ${name} ${counts} (${seconds.toFixed(1)} s)\n`)
  for (const failure of failures) process.stdout.write(`    ✗ ${failure}\n`)
}

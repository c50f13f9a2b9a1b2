// Measures this library, native EventSource and other libraries, prints tables, and writes docs/performance.md and its charts.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../scripts/build.js'
import { setUpBuild } from '../scripts/setup.js'
import { main, step, warn } from '../scripts/steps.js'
import { parseOptions, SECTIONS, USAGE } from './options.js'
import { compileRust } from './rust.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUT = join(ROOT, 'target/bench')
const RESULTS = join(OUT, 'results.json')

/** Resolves when a signal ends the run: what is measured by then is written. */
const interruption = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(signal))
})

await main(async () => {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) return console.log(USAGE)
  const { installPeers, peers } = await import('../scripts/peers.js')
  const { bundlePage } = await import('./bundle.js')
  let results
  if (options.report) {
    results = JSON.parse(await readFile(RESULTS, 'utf8'))
  } else {
    await setUpBuild()
    await build()
    await installPeers()
    await step('Bundling the page', bundlePage)
    if (options.sections.includes('rust')) await step('Compiling the Rust parsers', compileRust)
    const started = performance.now()
    results = { ...about(options), peers: peers(), ...(await measureAll(options)) }
    results.minutes = (performance.now() - started) / 60_000
    await mkdir(OUT, { recursive: true })
    if (isDocumented(results, options)) await writeFile(RESULTS, JSON.stringify(results, null, 2))
  }
  await report(results, options)
  // The `exit` listeners end the browsers.
  if (results.signal && !options.report) process.exit(1)
})

function about({ isQuick, repetitions }) {
  const args = process.argv.slice(2)
  const [{ model }] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${model.trim()}, ${cpus().length} cores, ${memory}, ${type()}`,
    command: ['npm run bench', ...(args.length ? ['--', ...args] : [])].join(' '),
    isQuick,
    repetitions,
  }
}

/** The pairs of a section and an environment that a run measures. */
function pairsOf({ sections, browsers }) {
  return sections.flatMap((section) =>
    SECTIONS[section]
      .filter((place) => !browsers || browsers.includes(place))
      .map((place) => [section, place]),
  )
}

/**
 * Measures the selected sections in every environment that is installed, until the run is interrupted. `missing` has what was
 * not measured, and why.
 */
async function measureAll(options) {
  // Imported late: these need npm packages that the set-up may have installed just now.
  const { startServer } = await import('./server.js')
  const { versionOf } = await import('./browser.js')
  const measures = {
    ...(await import('./sections.js')),
    ...(await import('./growth.js')),
    ...(await import('./navigation.js')),
    ...(await import('./cpu.js')),
    ...(await import('./retention.js')),
    ...(await import('./rust.js')),
  }
  const server = await startServer()
  const versions = {}
  const sections = {}
  const missing = []
  let signal
  const measure = async (section, place) => {
    if (signal) throw new Error(`the run was ended by ${signal}`)
    if (place[0] === place[0].toUpperCase()) {
      versions[place] ??= await versionOf(place)
      if (!versions[place]) throw new Error(`${place} is not installed`)
    }
    const measured = step(`${section}, ${place}`, () => measures[section](place, server, options))
    signal = await Promise.race([interruption, measured.then(() => undefined)])
    if (signal) throw new Error(`the run was ended by ${signal}`)
    return measured
  }
  for (const [section, place] of pairsOf(options)) {
    try {
      const tables = await measure(section, place)
      sections[section] = { ...sections[section], [place]: tables }
    } catch ({ message }) {
      warn(`${section}, ${place}: ${message}`)
      // A document has no path of the machine.
      missing.push(`${section}, ${place}: ${message.trim().replaceAll(ROOT, '')}`)
    }
  }
  if (!signal) await server.close()
  return { versions, sections, missing, signal }
}

/** Whether documents are written: of all sections, or of those before an interruption. */
function isDocumented({ sections }, { isPart }) {
  return !isPart && Object.keys(sections).length > 0
}

async function report(results, options) {
  const { markdown, print } = await import('./report.js')
  print(results)
  console.log(`\nThe measurements took ${results.minutes.toFixed(1)} minutes.`)
  if (!isDocumented(results, options)) return
  const { format, resolveConfig } = await import('prettier')
  const { chart } = await import('./chart.js')
  const { growthChart } = await import('./growth_chart.js')
  const document = join(ROOT, 'docs/performance.md')
  const style = { ...(await resolveConfig(document)), filepath: document }
  await writeFile(document, await format(markdown(results), style))
  await writeFile(join(ROOT, 'docs/performance.svg'), chart(results, 2))
  await writeFile(join(ROOT, 'docs/performance-narrow.svg'), chart(results, 1))
  if (results.sections.growth) {
    await writeFile(join(ROOT, 'docs/growth.svg'), growthChart(results))
  }
}

// Measures this library, native EventSource and other libraries, prints tables, and writes docs/performance.md and its charts.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../scripts/build.js'
import { setUpBuild } from '../scripts/setup.js'
import { main, step, warn } from '../scripts/steps.js'
import { parseOptions, SECTIONS, USAGE } from './options.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUT = join(ROOT, 'target/bench')
const RESULTS = join(OUT, 'results.json')

// Exits, so that the `exit` listeners end the browsers.
process.once('SIGINT', () => process.exit(130))

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
    results = { ...about(options), peers: peers(), ...(await measureAll(options)) }
    await mkdir(OUT, { recursive: true })
    if (!options.isPart) await writeFile(RESULTS, JSON.stringify(results, null, 2))
  }
  await report(results, options)
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

/** Measures the selected sections in every environment that is installed. */
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
  for (const section of options.sections) {
    sections[section] = {}
    for (const place of SECTIONS[section]) {
      if (options.browsers && !options.browsers.includes(place)) continue
      if (place[0] === place[0].toUpperCase()) {
        versions[place] ??= await versionOf(place)
        if (!versions[place]) {
          warn(`${place} is not installed`)
          continue
        }
      }
      sections[section][place] = await step(`${section}, ${place}`, () =>
        measures[section](place, server, options),
      )
    }
  }
  await server.close()
  return { versions, sections }
}

async function report(results, { isPart }) {
  const { markdown, print } = await import('./report.js')
  print(results)
  if (isPart) return
  const { format, resolveConfig } = await import('prettier')
  const { chart } = await import('./chart.js')
  const { growthChart } = await import('./growth_chart.js')
  const document = join(ROOT, 'docs/performance.md')
  const style = { ...(await resolveConfig(document)), filepath: document }
  await writeFile(document, await format(markdown(results), style))
  await writeFile(join(ROOT, 'docs/performance.svg'), chart(results))
  await writeFile(join(ROOT, 'docs/growth.svg'), growthChart(results))
}

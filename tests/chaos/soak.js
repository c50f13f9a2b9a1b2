// Reconnects after 10,000 faults, or `npm run soak -- FAULTS`, and opens and closes as many objects, in Chromium. A run of at
// least the default length updates its section of docs/trust.md.

import { build } from '../../scripts/build.js'
import { BROWSERS, setUpTests, which } from '../../scripts/setup.js'
import { main, step } from '../../scripts/steps.js'

const DEFAULT_COUNT = 10_000
const [count = DEFAULT_COUNT] = process.argv.slice(2).map(Number)
const PROGRESS_INTERVAL_MS = 5_000

/** Starts the server and the browser. */
async function start() {
  // Imported late: they need npm packages that the set-up may have installed just now.
  const { chromium } = await import('playwright-core')
  const { startTestServer } = await import('../server/server.js')
  const server = await startTestServer()
  const browser = await chromium.launch({ executablePath: which(BROWSERS.chromium.commands[0]) })
  const newPage = async (prepare) => {
    const page = await (await browser.newContext()).newPage()
    await prepare?.(page)
    await page.goto(`${server.address}/page?script=/library.js`)
    return page
  }
  const close = async () => {
    await browser.close()
    await server.close()
  }
  return { address: server.address, version: browser.version(), newPage, close }
}

async function soakWithFaults({ address, newPage }) {
  const { runFaults } = await import('./chaos.js')
  const { prepare } = await import('./objects.js')
  const open = []
  const progress = setInterval(async () => {
    const errors = await Promise.all(
      open.map((page) => page.evaluate(() => globalThis.seen?.errors ?? 0)),
    )
    const faults = errors.reduce((total, count) => total + count, 0)
    console.log(`  ${faults.toLocaleString('en')} faults`)
  }, PROGRESS_INTERVAL_MS)
  try {
    const { faults, events, places, longestGap, pages } = await runFaults({
      address,
      faults: count,
      newPage: () => newPage(prepare),
      onPage: (page) => open.push(page),
    })
    const memory = await Promise.all(pages.map(memoryOf))
    const sum = (name) => memory.reduce((total, page) => total + page[name], 0)
    const where = `in the ${pages.length} pages at the end`
    return [
      ['faults', faults],
      ['places at which a stream was cut', places],
      ['messages received, each once, complete and in order', events],
      ['longest time without a message, in milliseconds', Math.round(longestGap)],
      [`bytes of JavaScript ${where}`, sum('heap')],
      [`bytes of WebAssembly ${where}`, sum('wasm')],
    ]
  } finally {
    clearInterval(progress)
  }
}

async function memoryOf(page) {
  await page.requestGC()
  const session = await page.context().newCDPSession(page)
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage')
  return { heap, wasm: await page.evaluate(() => globalThis.tracker.memory()) }
}

async function soakWithObjects({ address, newPage }) {
  const { openAndClose, prepare } = await import('./objects.js')
  const page = await newPage(prepare)
  const { alive, left, memory } = await openAndClose({ address, page, count })
  return [
    ['objects opened and closed', count],
    ['timers, listeners and fetches left over', left],
    ['objects not garbage-collected', alive],
    ['bytes of WebAssembly, before and after', memory],
  ]
}

await main(async () => {
  if (!(count >= 1_000)) throw new Error('npm run soak -- FAULTS, at least 1000')
  await setUpTests()
  await build()
  const session = await start()
  const started = performance.now()
  const rows = []
  try {
    rows.push(...(await step(`Reconnecting after ${count} faults`, () => soakWithFaults(session))))
    rows.push(
      ...(await step(`Opening and closing ${count} objects`, () => soakWithObjects(session))),
    )
  } finally {
    await session.close()
  }
  for (const [name, value] of rows) console.log(`  ${name}: ${value.toLocaleString('en')}`)
  if (count < DEFAULT_COUNT) return
  // Imported late, as above.
  const { writeSection } = await import('../../scripts/reliability.js')
  await writeSection('Soaking', {
    command: `npm run soak -- ${count}`,
    conditions: `Chromium ${session.version}, ${Math.round((performance.now() - started) / 1_000)} seconds`,
    rows,
  })
})

// What takes too long for `npm test`: ten thousand faults, or as many as `npm run soak -- FAULTS` says, and as many objects
// opened and closed, in a real browser. A run that is not shorter than usual writes its section of docs/trust.md.

import { build } from './build.js'
import { BROWSERS, setUpTests, which } from './setup.js'
import { main, step } from './steps.js'

const DEFAULT_COUNT = 10_000
const [count = DEFAULT_COUNT] = process.argv.slice(2).map(Number)
const PROGRESS_EVERY = 5_000

/** Everything that a soak needs of a browser and a server. */
async function prepare() {
  // They need packages that the set-up has only just installed.
  const { chromium } = await import('playwright-core')
  const { startTestServer } = await import('../tests/server/server.js')
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

async function soakInFaults({ address, newPage }) {
  const { runFaults } = await import('../tests/chaos/chaos.js')
  const { prepare } = await import('../tests/chaos/objects.js')
  const open = []
  const progress = setInterval(async () => {
    const errors = await Promise.all(
      open.map((page) => page.evaluate(() => globalThis.seen?.errors ?? 0)),
    )
    const survived = errors.reduce((total, count) => total + count, 0)
    console.log(`  ${survived.toLocaleString('en')} faults`)
  }, PROGRESS_EVERY)
  try {
    const { faults, events, places, longestGap, pages } = await runFaults({
      address,
      faults: count,
      newPage: () => newPage(prepare),
      onPage: (page) => open.push(page),
    })
    const memory = await Promise.all(pages.map(memoryOf))
    const sum = (name) => memory.reduce((total, page) => total + page[name], 0)
    const what = `in the ${pages.length} pages at the end`
    return [
      ['faults survived', faults],
      ['places at which a stream was cut', places],
      ['messages checked: each once, in order, whole', events],
      ['longest time without a message, in milliseconds', Math.round(longestGap)],
      [`bytes of JavaScript ${what}`, sum('heap')],
      [`bytes of WebAssembly ${what}`, sum('wasm')],
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

async function soakInObjects({ address, newPage }) {
  const { openAndClose, prepare } = await import('../tests/chaos/objects.js')
  const page = await newPage(prepare)
  const { alive, left, memory } = await openAndClose({ address, page, count })
  return [
    ['objects opened and closed', count],
    ['timers, listeners and fetches that they left', left],
    ['objects not yet collected', alive],
    ['bytes of WebAssembly, before and after them', memory],
  ]
}

await main(async () => {
  if (!(count >= 1_000)) throw new Error('npm run soak -- FAULTS, at least 1000')
  await setUpTests()
  await build()
  const soak = await prepare()
  const started = performance.now()
  const rows = []
  try {
    rows.push(...(await step(`Surviving ${count} faults`, () => soakInFaults(soak))))
    rows.push(...(await step(`Opening and closing ${count} objects`, () => soakInObjects(soak))))
  } finally {
    await soak.close()
  }
  for (const [name, value] of rows) console.log(`  ${name}: ${value.toLocaleString('en')}`)
  if (count < DEFAULT_COUNT) return
  // It needs a package that the set-up has only just installed.
  const { record } = await import('./trust.js')
  await record('Soaking', {
    command: `npm run soak -- ${count}`,
    conditions: `Chromium ${soak.version}, ${Math.round((performance.now() - started) / 1_000)} seconds`,
    rows,
  })
})

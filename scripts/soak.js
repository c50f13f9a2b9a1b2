// What takes too long for `npm test`: ten thousand faults, or as many as `npm run soak -- FAULTS` says, and as many objects
// opened and closed, in a real browser.

import { build } from './build.js'
import { BROWSERS, setUpTests, which } from './setup.js'
import { main, step } from './steps.js'

const [count = 10_000] = process.argv.slice(2).map(Number)
const PROGRESS_EVERY = 5_000

const mebibytes = (bytes) => `${(bytes / (1 << 20)).toFixed(1)} MiB`

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
  return { address: server.address, newPage, close }
}

async function soakInFaults({ address, newPage }) {
  const { survive } = await import('../tests/chaos/chaos.js')
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
    const { faults, events, places, longestGap, pages } = await survive({
      address,
      faults: count,
      newPage: () => newPage(prepare),
      onPage: (page) => open.push(page),
    })
    const memory = await Promise.all(pages.map(memoryOf))
    const sum = (name) => memory.reduce((total, page) => total + page[name], 0)
    console.log(
      `  ${faults.toLocaleString('en')} faults survived at ${places} places of a stream, ` +
        `${events.toLocaleString('en')} events checked, longest time without one ${Math.round(longestGap)} ms\n` +
        `  at the end ${mebibytes(sum('heap'))} of JavaScript and ${mebibytes(sum('wasm'))} of WebAssembly in ${pages.length} pages`,
    )
  } finally {
    clearInterval(progress)
  }
}

async function memoryOf(page) {
  await page.requestGC()
  const session = await page.context().newCDPSession(page)
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage')
  return { heap, wasm: await page.evaluate(() => globalThis.ledger.memory()) }
}

async function soakInObjects({ address, newPage }) {
  const { openAndClose, prepare } = await import('../tests/chaos/objects.js')
  const page = await newPage(prepare)
  const { alive, memory } = await openAndClose({ address, page, count })
  console.log(
    `  no timer, listener or fetch left, ${alive} objects not yet collected, ${mebibytes(memory)} of WebAssembly as before`,
  )
}

await main(async () => {
  if (!(count >= 1_000)) throw new Error('npm run soak -- FAULTS, at least 1000')
  await setUpTests()
  await build()
  const soak = await prepare()
  try {
    await step(`Surviving ${count} faults`, () => soakInFaults(soak))
    await step(`Opening and closing ${count} objects`, () => soakInObjects(soak))
  } finally {
    await soak.close()
  }
})

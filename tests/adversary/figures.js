/* global Worker */

// What a hostile server can cause, measured in Chromium with the default options and in real time: rows for docs/trust.md.

import { setTimeout as wait } from 'node:timers/promises'
import { BROWSERS, which } from '../../scripts/setup.js'
import { watchMemory } from './memory.js'
import { startHostileServer } from './server.js'

const SECONDS = 30

const MIB = 1 << 20

const STREAM = { kind: 'stream', type: 'text/event-stream', pace: 'whole', end: 'end' }

/** A stream with `retry: 0` and an event, and then a redirect to a third party, again and again. */
const alternating = (third, first) => {
  const proves = { ...STREAM, pieces: [{ text: 'retry: 0\nid: 1\ndata: x\n\n' }] }
  const redirects = { kind: 'redirect', status: 307, to: 'third', third }
  return Array.from({ length: 100_000 }, (_, index) =>
    (index + Number(first === 'redirect')) % 2 ? redirects : proves,
  )
}

const CLIENTS = [
  { name: 'page', is: 'library', where: 'page' },
  { name: 'worker', is: 'library', where: 'worker' },
  { name: 'native', is: 'native', where: 'page' },
]

const POST = { method: 'POST', body: 'secret', reconnectOnEnd: true }

/** The experiments at a third party. Native has no POST. */
const AT_THIRD_PARTIES = [
  ['a third party that allows nothing, every other attempt', 'denies', 'stream', {}],
  ['the same, with its cookies', 'denies', 'stream', { withCredentials: true }],
  ['the same, with the body of a POST', 'denies', 'stream', POST],
  ['the same, if the stream is of another origin and begins with it', 'denies', 'redirect', {}],
  ['a third party that may be read, whose stream ends after an event', 'stream', 'stream', {}],
]

/** Starts the server and the browser for one experiment after the other. */
async function start() {
  // Imported late: it needs npm packages that the set-up may have installed just now.
  const { chromium } = await import('playwright-core')
  const server = await startHostileServer()
  const browser = await chromium.launch({ executablePath: which(BROWSERS.chromium.commands[0]) })
  let seed = 0
  return {
    server,
    version: browser.version(),
    begin: (moves) => server.begin({ seed: ++seed, client: {}, moves }),
    open: async (script = '/adversary/nothing.js') => {
      const page = await (await browser.newContext()).newPage()
      await page.goto(`${server.addresses.own}/page?${new URLSearchParams({ script })}`)
      return page
    },
    close: () => Promise.all([browser.close(), server.close()]),
  }
}

/** The requests at the third party in some seconds, for each client. */
async function requestsAtThird({ begin, open, server }, [, third, first, init]) {
  const counts = CLIENTS.map(async ({ is, where }) => {
    if (is === 'native' && init.method) return '-'
    const record = begin(alternating(third, first))
    // The third party's stream never stays open.
    record.streams = -Infinity
    const { session, exchanges } = record
    const { own, other } = server.addresses
    const url = `${first === 'redirect' ? other : own}/s/${session.seed}/start`
    const script = `/adversary/open_source.js?${new URLSearchParams({ url, is, init: JSON.stringify(init) })}`
    const page = await open(where === 'page' ? script : undefined)
    if (where === 'worker') {
      await page.evaluate((script) => void new Worker(script, { type: 'module' }), script)
    }
    await wait(SECONDS * 1_000)
    await page.context().close()
    return exchanges.filter(({ where }) => where === 'third').length.toLocaleString('en')
  })
  return (await Promise.all(counts)).join('; ')
}

/** Runs in a page: opens a source and resolves once `until` is there, to the longest time without a task of another source. */
const receive = async ([url, is, until, init]) => {
  const { FetchEventSource } = await import('/dist/index.js')
  let longest = 0
  let last = performance.now()
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (port1.onmessage) port2.postMessage(0)
  }
  port2.postMessage(0)
  const source = new (is === 'native' ? globalThis.EventSource : FetchEventSource)(url, init)
  const started = performance.now()
  const event = await new Promise((resolve) =>
    source.addEventListener(until, resolve, { once: true }),
  )
  const time = performance.now() - started
  await new Promise((resolve) => setTimeout(resolve, 100))
  port1.onmessage = null
  globalThis.source = source
  return { longest: Math.round(longest), time: Math.round(time), length: event.data?.length }
}

/** An event of 200 MiB: the longest task with this library and with native, and the memory of the module. */
async function largeEvent({ begin, open, server }) {
  const text = `data: ${'x'.repeat(MIB)}`
  const pieces = [{ text }, { text: 'x'.repeat(MIB), repeat: 199 }, { text: '\n\n' }]
  const measured = []
  for (const is of ['library', 'native']) {
    const { session } = begin([{ ...STREAM, pieces }])
    const page = await open()
    await page.evaluate(watchMemory)
    const url = `${server.addresses.own}/s/${session.seed}/start`
    const { longest } = await page.evaluate(receive, [url, is, 'message', {}])
    const isMeasured = is === 'library'
    const memory =
      isMeasured &&
      (await page.evaluate(async () => {
        const kept = globalThis.coreMemory.buffer.byteLength
        const { FetchEventSource } = await import('/dist/index.js')
        globalThis.source.close()
        const next = new FetchEventSource('/adversary/nothing.js')
        await new Promise((resolve) => (next.onerror = resolve))
        return [kept, globalThis.coreMemory.buffer.byteLength]
      }))
    measured.push({ longest, memory })
    await page.context().close()
  }
  const [library, native] = measured
  return [
    [
      'an event of 200 MiB: longest time without another task, in milliseconds: page; native',
      `${library.longest}; ${native.longest}`,
    ],
    [
      'the same: bytes of WebAssembly while the source is open; for the next source after close()',
      library.memory.map((bytes) => bytes.toLocaleString('en')).join('; '),
    ],
  ]
}

/** An ID of a megabyte, which no request sends. */
async function largeId({ begin, open, server }) {
  const id = { ...STREAM, pieces: [{ text: `retry: 0\nid: ${'i'.repeat(MIB)}\ndata\n\n` }] }
  const { session, exchanges } = begin([id])
  const page = await open()
  const url = `${server.addresses.own}/s/${session.seed}/start`
  const { longest } = await page.evaluate(receive, [url, 'library', 'over', {}])
  await page.context().close()
  return [
    'an ID of 1 MiB: requests until the next stream is open; longest time without another task, in milliseconds',
    `${exchanges.length}; ${longest}`,
  ]
}

/** Resolves to the version of Chromium and the rows; calls `onRow` with each. */
export async function measure(onRow) {
  const session = await start()
  const rows = []
  const add = (...more) => {
    rows.push(...more)
    more.forEach(onRow)
  }
  try {
    for (const experiment of AT_THIRD_PARTIES) {
      const name = `requests in ${SECONDS} seconds at ${experiment[0]}: page; worker; native`
      add([name, await requestsAtThird(session, experiment)])
    }
    add(await largeId(session))
    add(...(await largeEvent(session)))
  } finally {
    await session.close()
  }
  return { version: session.version, rows }
}

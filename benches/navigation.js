// Measures navigation to first event on emulated networks, each time in a new profile.

import { createServer } from 'node:http'
import { BROWSERS, which } from '../scripts/setup.js'
import { QUIET } from '../tests/chromium.js'
import { listen } from '../www/listen.js'
import { compare } from './measure.js'
import { buildPages, folderOf } from './navigation_pages.js'

const TIMEOUT_MS = 30_000

/** Milliseconds, and bytes a second. */
const NETWORKS = [
  { title: 'no delay' },
  { title: '100 ms, 1.6 Mbit/s', latency: 100, throughput: 200_000 },
  { title: '300 ms, 0.7 Mbit/s', latency: 300, throughput: 87_500 },
]

const FROM_NAVIGATION = [
  'native',
  'FetchEventSource',
  'FetchEventSource, preloaded',
  'inline',
  'classic script',
  'eventsource',
  'eventsource-client',
]
const FROM_CONSTRUCTION = ['native', 'FetchEventSource, loaded', 'fetch']
const TRACED = ['FetchEventSource', 'FetchEventSource, preloaded', 'eventsource']

const TYPES = { html: 'text/html', js: 'text/javascript' }

/** Serves compressed files, and `/event`, a stream whose first event follows at once and that stays open. */
function startServer(files) {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store')
    if (request.url === '/event') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return response.write('data: first\n\n')
    }
    const path = request.url.replace(/\/$/, '/index.html')
    const type = TYPES[path.split('.').pop()]
    if (!files.has(path)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' })
    response.end(files.get(path))
  })
  return listen(server)
}

/** Navigates to a page in a new profile, and returns the milliseconds that the page reports. */
async function navigate(browser, address, { page: name, network, isTraced }) {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const client = await context.newCDPSession(page)
    await client.send('Network.enable')
    const { latency = 0, throughput = -1 } = network
    await client.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    })
    const trace = isTraced && traceOf(client)
    const reported = page.waitForEvent('console', { timeout: TIMEOUT_MS })
    await page.goto(`${address}/${folderOf(name)}/`, { waitUntil: 'commit' })
    const times = JSON.parse((await reported).text())
    return trace ? trace(times.navigation) : times
  } finally {
    await context.close()
  }
}

/** Records the requests of a page. The result returns, for each, the milliseconds since navigation. */
function traceOf(client) {
  const requests = new Map()
  const record = (key) => (event) => {
    const request = requests.get(event.requestId)
    if (request) request[key] = event.timestamp * 1000
    return request
  }
  client.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    if (request.url.startsWith('data:')) return
    requests.set(requestId, { url: request.url, sent: timestamp * 1000 })
  })
  client.on('Network.responseReceived', ({ requestId, response: { timing } }) => {
    const timestamp = timing.requestTime + timing.receiveHeadersEnd / 1000
    record('response')({ requestId, timestamp })
  })
  client.on('Network.loadingFinished', (event) => {
    const request = record('end')(event)
    if (request) request.bytes = event.encodedDataLength
  })
  return (firstEvent) => {
    const [{ sent: start }] = requests.values()
    const rows = [...requests.values()].map(({ url, sent, response, end, bytes }) => ({
      name: nameOf(url),
      sent: sent - start,
      response: response - start,
      end: end && end - start,
      bytes,
    }))
    return [...rows, { name: 'first event', end: firstEvent }]
  }
}

/** The name of a file without the bundler's hash. */
const nameOf = (url) => {
  const path = new URL(url).pathname
  return path.endsWith('/')
    ? 'document'
    : path
        .split('/')
        .pop()
        .replace(/-\w{8}\./, '.')
}

/** For each network, a table from navigation and one from construction; and the traces of the slowest network. */
export async function navigation(name, server, { repetitions, isQuick }) {
  const { chromium } = await import('playwright-core')
  const { address, close } = await startServer(new Map(await buildPages()))
  const browser = await chromium.launch({
    executablePath: which(BROWSERS.chromium.commands[0]),
    args: QUIET,
    // Otherwise these end the run at once.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const tables = []
  const times = {
    navigation: isQuick ? repetitions : Math.max(repetitions, 7),
    construction: repetitions,
  }
  const measure = async (network, libraries, from) => {
    const session = {
      async runJob(job) {
        return { time: (await navigate(browser, address, job))[from] }
      },
    }
    const jobOf = (page) => ({ page, network })
    const rows = await compare(session, libraries, times[from], jobOf, 'eventsource')
    tables.push({ title: network.title, from, rows })
  }
  try {
    // The first page of a browser is slower.
    await navigate(browser, address, { page: 'FetchEventSource', network: NETWORKS[0] })
    for (const network of NETWORKS) {
      console.log(network.title)
      await measure(network, FROM_NAVIGATION, 'navigation')
      await measure(network, FROM_CONSTRUCTION, 'construction')
    }
    const network = NETWORKS.at(-1)
    for (const page of TRACED) {
      const trace = await navigate(browser, address, { page, network, isTraced: true })
      tables.push({ title: network.title, from: 'trace', page, trace })
    }
  } finally {
    await browser.close()
    await close()
  }
  return tables
}

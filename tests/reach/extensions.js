/* global document, location */

// Extensions (Manifest V3) in the Chromium of this machine: content scripts, in pages with and without a strict policy, and service
// workers.

import assert from 'node:assert/strict'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { BROWSERS, which } from '../../scripts/setup.js'
import { pageAt } from '../page/server.js'
import { receive } from './apps/receive.js'
import { COMMANDS, readReport } from './browsers.js'
import { cores, scenario } from './scenario.js'
import { app, checkCommands, DIST } from './tools.js'

const ANYWHERE = { matches: ['http://127.0.0.1/*'] }

/** Runs beside a page, in a global of its own; reports in the title that they share. */
async function reportFromContent(receive) {
  const url = new URLSearchParams(location.search).get('html')
  const { EventSource } = globalThis.EventSourceWasm
  document.title = JSON.stringify(await receive(EventSource, url).catch(({ message }) => [message]))
}

/** Writes an extension with these members of the manifest; returns its folder. */
async function writeExtension(name, members) {
  const folder = await app(`extension-${name}`.replace(/\W+/g, '-'), {
    '.': 'page',
    'receive.js': 'receive.js',
  })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  await writeFile(join(folder, 'content.js'), `(${reportFromContent})(${receive})`)
  const manifest = {
    manifest_version: 3,
    name,
    version: '1',
    host_permissions: ANYWHERE.matches,
    ...members,
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  return folder
}

/** Starts a browser with an extension while `use` runs. */
async function withExtension(folder, use) {
  checkCommands(COMMANDS.Chromium.slice(0, 1))
  const context = await chromium.launchPersistentContext('', {
    executablePath: which(BROWSERS.chromium.commands[0]),
    args: ['--enable-unsafe-extension-debugging'],
    ignoreDefaultArgs: ['--disable-extensions'],
  })
  try {
    const session = await context.browser().newBrowserCDPSession()
    await session.send('Extensions.loadUnpacked', { path: folder })
    await use(context)
    return context.browser().version()
  } finally {
    await context.close()
  }
}

const row = (environment, what, core, manifest, act) => ({
  environment: `Chromium, ${environment}`,
  version: '',
  what: `${what}: header, resumption, close`,
  run: async () => {
    const folder = await writeExtension(what, manifest)
    const { url, verify } = await scenario()
    return withExtension(folder, async (context) => {
      await verify(await act(context, url))
      assert.deepEqual([...cores], [core])
    })
  },
})

/** Opens a page with the content script, which receives from the URL in the query. */
const inContent = (policy) => async (context, url) => {
  const page = await context.newPage()
  await page.goto(pageAt({ html: url, ...(policy && { csp: policy }) }))
  return readReport(() => page.title())
}

const CONTENT_SCRIPT = {
  content_scripts: [{ ...ANYWHERE, js: ['dist/eventsource.global.js', 'content.js'] }],
}

/** Calls the message handler of the service worker: see apps/page/respond.js. */
const inServiceWorker = async (context, url) => {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const { received, error } = await worker.evaluate((url) => {
    const { port1, port2 } = new MessageChannel()
    globalThis.onmessage({ data: url, ports: [port2] })
    return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)))
  }, url)
  assert.equal(error, undefined)
  return received
}

const serviceWorker = (script) => ({ background: { service_worker: script, type: 'module' } })

export const rows = [
  row('content script', 'eventsource.global.js', 'WebAssembly', CONTENT_SCRIPT, inContent()),
  row(
    'content script in a page of strict CSP',
    'eventsource.global.js, fallback.js web-accessible',
    'JavaScript',
    {
      ...CONTENT_SCRIPT,
      web_accessible_resources: [{ ...ANYWHERE, resources: ['dist/fallback.js'] }],
    },
    inContent("default-src 'none'"),
  ),
  row(
    "extension's service worker",
    "inline.js, 'wasm-unsafe-eval' in the manifest",
    'WebAssembly',
    {
      ...serviceWorker('inline_worker.js'),
      content_security_policy: {
        extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'",
      },
    },
    inServiceWorker,
  ),
  row(
    "extension's service worker",
    'inline.js given fallback.js',
    'JavaScript',
    serviceWorker('fallback_worker.js'),
    inServiceWorker,
  ),
]

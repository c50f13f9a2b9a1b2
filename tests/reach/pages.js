// Pages and workers in the Chromium of this machine, from a static file server.

import assert from 'node:assert/strict'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { receive } from './apps/receive.js'
import { browser, serve, withPage } from './browser.js'
import { scenario } from './scenario.js'
import { app, DIST } from './tools.js'

const MODULE = '<script type="module" src="./module.js"></script>'
const CLASSIC = '<script src="./dist/eventsource.global.js"></script>'
const FORBIDDEN = { 'Content-Security-Policy': "script-src 'self'" }

const without =
  (...names) =>
  (page) =>
    page.addInitScript((names) => names.forEach((name) => delete globalThis[name]), names)

/** Creates a folder with this page and these published files. */
async function site(name, html, files) {
  const folder = await app(name, { '.': 'page', 'receive.js': 'receive.js' })
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><link rel="icon" href="data:," />${html}`,
  )
  for (const file of files) await cp(join(DIST, file), join(folder, 'dist', file))
  return folder
}

const inPage = (name) => async (page, url) => {
  await page.waitForFunction((name) => globalThis[name], name)
  return page.evaluate(`(${receive})(${name}, '${url}')`)
}

const SHIM = ['index.js', 'engine.js', 'module.js']

/** A page, and the parts of the package that it has loaded once it has received the messages. */
const row = (environment, what, { html = '', files = SHIM, headers, prepare, act, parts }) => ({
  environment: `Chromium, ${environment}`,
  version: '',
  what: `${what}: header, resumption, close`,
  run: async () => {
    const folder = await site(`${environment}-${what}`.replace(/\W+/g, '-'), html, files)
    const use = async (page, loaded) => {
      const { url, verify } = await scenario()
      await verify(await act(page, url))
      if (parts) assert.deepEqual(await loaded(), parts)
    }
    await serve(folder, (address) => withPage(address, use, prepare), headers)
    return (await browser()).version()
  },
})

const modulePage = { html: MODULE, act: inPage('LibraryEventSource') }
const classicPage = {
  html: CLASSIC,
  files: ['eventsource.global.js'],
  prepare: without('EventSource'),
  act: inPage('EventSource'),
}
/** The page has a native EventSource, which takes no headers: the script's own class is in its namespace. */
const namespacePage = {
  html: CLASSIC,
  files: ['eventsource.global.js'],
  act: (page, url) => page.evaluate(`(${receive})(EventSourceWasm.FetchEventSource, '${url}')`),
}
const beside = ['eventsource.global.js', 'fallback.js']

/** Sends a URL to the worker or port that this expression evaluates to, and returns what it replies. */
const inWorker = (start) => (page, url) =>
  page.evaluate(`(async () => {
    const worker = await ${start}
    const { port1, port2 } = new MessageChannel()
    worker.postMessage('${url}', [port2])
    const { data } = await new Promise((resolve, reject) => {
      port1.onmessage = resolve
      setTimeout(() => reject(new Error('the worker has not replied')), 15000)
    })
    if (data.error) throw new Error(data.error)
    return data.received
  })()`)

const serviceWorker = (script) => `navigator.serviceWorker
  .register('./${script}', { type: 'module' })
  .then(() => navigator.serviceWorker.ready)
  .then(({ active }) => active)`

export const rows = [
  row('page', 'module script', { ...modulePage, parts: ['shim', 'engine', 'module'] }),
  row('page', 'classic script beside native EventSource', namespacePage),
  row('page', 'classic script alone', { ...classicPage, parts: ['shim', 'engine', 'module'] }),
  row('strict CSP', 'module script', {
    ...modulePage,
    files: ['index.js', 'engine.js', 'module.js', 'fallback.js'],
    headers: FORBIDDEN,
    parts: ['shim', 'engine', 'module', 'fallback'],
  }),
  row('strict CSP', 'classic script, fallback.js beside it', {
    ...classicPage,
    files: beside,
    headers: FORBIDDEN,
    parts: ['shim', 'engine', 'module', 'fallback'],
  }),
  row('no WebAssembly', 'module script', {
    ...modulePage,
    files: ['index.js', 'engine.js', 'module.js', 'fallback.js'],
    prepare: without('WebAssembly'),
    parts: ['shim', 'engine', 'module', 'fallback'],
  }),
  row('no WebAssembly', 'classic script, fallback.js beside it', {
    ...classicPage,
    files: beside,
    prepare: without('EventSource', 'WebAssembly'),
    parts: ['shim', 'engine', 'module', 'fallback'],
  }),
  row('dedicated worker', 'module', {
    act: inWorker(`new Worker('./worker.js', { type: 'module' })`),
  }),
  row('shared worker', 'module', {
    act: inWorker(`new SharedWorker('./worker.js', { type: 'module' }).port`),
  }),
  row('service worker', 'inline.js', {
    files: ['inline.js'],
    act: inWorker(serviceWorker('inline_worker.js')),
  }),
  row('service worker, strict CSP', 'inline.js given fallback.js', {
    files: ['inline.js', 'fallback.js'],
    headers: FORBIDDEN,
    act: inWorker(serviceWorker('fallback_worker.js')),
  }),
]

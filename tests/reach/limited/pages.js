// Pages in web views that lack or replace something that a browser has.

import assert from 'node:assert/strict'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BROWSERS } from '../../../scripts/setup.js'
import { withBrowser } from '../../engines.js'
import { script } from '../../page/server.js'
import { browser, serve, withPage } from '../browser.js'
import { checkReport, reportSite } from '../browsers.js'
import { checkCommands, DIST } from '../tools.js'
import { FOLDER, limitedTool, limitedVersion } from './tools.js'

/** Serves a page that loads nothing but this. */
async function withSite(name, html, use) {
  const folder = join(FOLDER, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await cp(DIST, join(folder, 'dist'), { recursive: true })
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><link rel="icon" href="data:," />${html}`,
  )
  await serve(folder, (address) => withPage(address, (page) => use(page, folder)))
  return (await browser()).version()
}

/* global window */

/** What an application does whose page comes from a scheme that only its own `fetch` can read. */
async function receiveFromScheme() {
  const { FetchEventSource } = await import('/dist/index.js')
  const requests = []
  const responses = ['id: 1\ndata: one\n\n', 'id: 2\nevent: price\ndata: two\n\n']
  let isAborted = false
  const respond = async (url, { headers, signal }) => {
    requests.push([url, headers.Authorization, headers['Last-Event-ID']])
    if (requests.length === 1) throw new TypeError('the application is not ready')
    const text = responses[requests.length - 2]
    signal.addEventListener('abort', () => (isAborted = true))
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text))
        if (requests.length === 2) controller.close()
      },
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }
  const source = new FetchEventSource('app://local/events', {
    fetch: respond,
    headers: { Authorization: 'Bearer reach' },
    backoff: { initial: 10, max: 10 },
  })
  const seen = []
  const show = ({ data, origin, lastEventId }) => seen.push([data, origin, lastEventId])
  source.onerror = ({ reason, willReconnect }) => seen.push([reason, willReconnect])
  source.onmessage = show
  await new Promise((resolve) => {
    source.addEventListener('price', (event) => resolve(show(event)))
  })
  source.close()
  return { seen, requests, isAborted, url: source.url }
}

const customScheme = () =>
  withSite('scheme', '', async (page) => {
    const { seen, requests, isAborted, url } = await page.evaluate(receiveFromScheme)
    assert.equal(url, 'app://local/events')
    assert.deepEqual(seen, [
      ['network', true],
      ['one', 'null', '1'],
      ['end', true],
      ['two', 'null', '2'],
    ])
    const request = (id) => ['app://local/events', 'Bearer reach', id]
    assert.deepEqual(requests, [request(undefined), request(undefined), request('1')])
    assert.ok(isAborted)
  })

/** The native side that Capacitor's bridge talks to: a request of CapacitorHttp ends when its response does. */
function scriptNative() {
  window.CapacitorHttpAndroidInterface = { isEnabled: () => true }
  window.androidBridge = {
    async postMessage(text) {
      const { callbackId, pluginId, methodName, options } = JSON.parse(text)
      if (pluginId !== 'CapacitorHttp') return
      const { url, method, headers, data: body } = options
      const response = await window.CapacitorWebFetch(url, { method, headers, body })
      const data = { status: response.status, url, headers: {}, data: await response.text() }
      response.headers.forEach((value, name) => (data.headers[name] = value))
      const result = { callbackId, pluginId, methodName, success: true, data }
      window.androidBridge.onmessage({ data: JSON.stringify(result) })
    },
  }
}

const capacitor = () =>
  withSite('capacitor', '', async (page, folder) => {
    const bridge = 'capacitor/src/main/assets/native-bridge.js'
    await cp(await limitedTool(`@capacitor/android/${bridge}`), join(folder, 'native-bridge.js'))
    await page.evaluate(scriptNative)
    await page.addScriptTag({ url: '/native-bridge.js' })
    const body = [{ text: 'data: one\n\n' }, { signal: true }, { text: 'data: two\n\n' }]
    const resources = [await script({ body, then: 'end' }), await script({ body, then: 'end' })]
    await page.evaluate(
      async ([buffered, streamed]) => {
        const { events } = await import('/dist/inline.js')
        const init = { method: 'POST', body: '{}' }
        window.received = { buffered: [], streamed: [] }
        const receive = async (name, url, options) => {
          for await (const { data } of events(url, options)) window.received[name].push(data)
          window.received[name].push('end')
        }
        receive('buffered', buffered, init)
        await new Promise((resolve) => setTimeout(resolve))
        receive('streamed', streamed, { ...init, fetch: window.CapacitorWebFetch })
      },
      resources.map(({ url }) => url),
    )
    const received = async (name, count) => {
      await page.waitForFunction(
        ([name, count]) => window.received[name].length === count,
        [name, count],
      )
      return page.evaluate(() => window.received)
    }
    await resources[0].requested()
    assert.deepEqual(await received('streamed', 1), { buffered: [], streamed: ['one'] })
    await resources[1].signal()
    const all = ['one', 'two', 'end']
    assert.deepEqual(await received('streamed', 3), { buffered: [], streamed: all })
    await resources[0].signal()
    assert.deepEqual(await received('buffered', 3), { buffered: all, streamed: all })
  })

/** Lockdown Mode takes WebAssembly and the just-in-time compilers from WebKit. */
const LOCKDOWN = { JSC_useWasm: '0', JSC_useJIT: '0' }

async function lockdown() {
  checkCommands(BROWSERS.webkit.commands)
  const folder = await reportSite('lockdown')
  Object.assign(process.env, LOCKDOWN)
  try {
    return await withBrowser('WebKitGTK', async (browser) => {
      await checkReport(browser, folder, { fallback: true })
      await checkReport(browser, folder, { worker: true })
      await browser.open('about:blank')
      assert.equal(await browser.evaluate(() => typeof WebAssembly), 'undefined')
      return browser.version
    })
  } finally {
    for (const name of Object.keys(LOCKDOWN)) delete process.env[name]
  }
}

export const rows = [
  {
    environment: 'Chromium, custom scheme',
    version: '',
    what: 'app:// served by a fetch of the page, as in Electron and Tauri: a failed attempt, header, events, resumption, close',
    run: customScheme,
  },
  {
    environment: 'Chromium, Capacitor',
    version: '',
    what: `Capacitor ${limitedVersion('@capacitor/android')}, CapacitorHttp's native side scripted: POST responses at their end; as they arrive with CapacitorWebFetch`,
    run: capacitor,
  },
  {
    environment: 'WebKitGTK, no WebAssembly, no JIT',
    version: '',
    what: 'as in Lockdown Mode: module script, worker: header, resumption, close',
    run: lockdown,
  },
]

// Releases of Chromium from 2018 on, without their native EventSource.

import assert from 'node:assert/strict'
import { origin } from '../page/server.js'
import { iterate, receive } from './apps/receive.js'
import { withOldChromium } from './old_chromium_driver.js'
import { scenario } from './scenario.js'

const RELEASES = [64, 66, 72, 78, 83, 90]

/** How a page without native EventSource loads the module, and a worker the classic script. */
const module = `import * as library from '/dist/index.js'; window.done(library)`
const classic = `importScripts('${origin}/dist/eventsource.global.js')`

const addModule = `new Promise((resolve, reject) => {
  window.done = resolve
  window.onerror = (message) => reject(new Error(message))
  const script = document.createElement('script')
  script.type = 'module'
  script.textContent = ${JSON.stringify(module)}
  document.head.appendChild(script)
})`

const addClassic = `new Promise((resolve, reject) => {
  window.onerror = (message) => reject(new Error(message))
  const script = document.createElement('script')
  script.src = '/dist/eventsource.global.js'
  script.onload = () => resolve({ EventSource: window.EventSource })
  script.onerror = () => reject(new Error('not loaded'))
  document.head.appendChild(script)
})`

const inWorker = (url) => {
  const source = `
    delete self.EventSource
    ${classic}
    ;(${receive})(EventSource, '${url}').then(postMessage, (error) => postMessage(error.message))`
  return `new Promise((resolve, reject) => {
    const blob = new Blob([${JSON.stringify(source)}])
    const worker = new Worker(URL.createObjectURL(blob))
    worker.onmessage = (event) => resolve(event.data)
    worker.onerror = (event) => reject(new Error(event.message))
  })`
}

const inPage = (add) => (url) =>
  `${add}.then(({ EventSource }) => (${receive})(EventSource, '${url}'))`

const iterateInPage = (url) => `${addModule}.then(({ events }) => (${iterate})(events, '${url}'))`

/** The members of the object are those of the standard, also where the engine has no EventTarget constructor. */
const checkObject = `${addModule}.then(({ EventSource }) => {
  const source = new EventSource('/none', { headers: {} })
  const events = []
  source.onopen = function (event) { events.push(event.target === source && this === source) }
  source.addEventListener('open', { handleEvent: () => events.push('listener') })
  source.dispatchEvent(new Event('open'))
  source.close()
  return [source instanceof EventTarget, source instanceof EventSource, String(source), source.readyState].concat(events)
})`

const WHAT =
  'module, classic script, worker, no WebAssembly: header, resumption, close, async iteration'

/** Without AbortController, `close()` ends the request only when the server's next byte arrives. */
const aborts = (major) => major >= 66

export const rows = RELEASES.map((major) => ({
  environment: 'Chromium, older releases',
  version: String(major),
  what: aborts(major) ? WHAT : `${WHAT} (the request ends with the server’s next byte)`,
  run: () =>
    withOldChromium(`chromium-${major}`, async ({ send, wait, evaluate }) => {
      await send('Page.enable')
      const without = (name) =>
        send('Page.addScriptToEvaluateOnNewDocument', { source: `delete window.${name}` })
      const open = async () => {
        const loaded = wait('Page.loadEventFired')
        await send('Page.navigate', { url: `${origin}/page?` })
        await loaded
      }
      const check = async (expression) => {
        const { url, verify } = await scenario({ heartbeat: !aborts(major) })
        await open()
        await verify(await evaluate(expression(url)))
      }
      await without('EventSource')
      await open()
      assert.match(await evaluate('navigator.userAgent'), new RegExp(`Chrome/${major}.`))
      const object = [true, true, '[object EventSource]', 2, true, 'listener']
      assert.deepEqual(await evaluate(checkObject), object)
      await check(inPage(addModule))
      await check(iterateInPage)
      await check(inPage(addClassic))
      await check(inWorker)
      await without('WebAssembly')
      await check(inPage(addClassic))
      await check(inPage(addModule))
      assert.ok(await evaluate(`performance.getEntriesByName('${origin}/dist/fallback.js').length`))
    }),
}))

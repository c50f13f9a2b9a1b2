// The browsers, each driven by its own WebDriver.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Builder } from 'selenium-webdriver'
import chrome from 'selenium-webdriver/chrome.js'
import edge from 'selenium-webdriver/edge.js'
import firefox from 'selenium-webdriver/firefox.js'
import { BROWSERS, which } from '../scripts/setup.js'
import { QUIET } from './chromium.js'
import { freePort } from './server/process.js'

/** A host name that Chromium and Firefox resolve to this machine, and do not treat as a loopback address. */
export const NAMED_HOST = 'stream.example'

/** Milliseconds for a driver to start, a page to load, and a function evaluated in it to settle. */
const TIMEOUT = 30_000

const RESOLVE = `--host-resolver-rules=MAP ${NAMED_HOST} 127.0.0.1`

async function startChromium({ dark }) {
  const [browser, driver] = BROWSERS.chromium.commands.map(which)
  const options = new chrome.Options().addArguments(...QUIET, RESOLVE).setBinaryPath(browser)
  options.setAcceptInsecureCerts(true)
  if (dark) options.addArguments('--blink-settings=preferredColorScheme=0')
  const session = await new Builder()
    .forBrowser('chrome')
    .setChromeOptions(options)
    .setChromeService(new chrome.ServiceBuilder(driver))
    .build()
  return { session, processes: [] }
}

async function startFirefox({ dark }) {
  const browser = which(BROWSERS.firefox.commands[0])
  const options = new firefox.Options().addArguments('-headless').setBinary(browser)
  options.setAcceptInsecureCerts(true)
  options.setPreference('network.dns.localDomains', NAMED_HOST)
  if (dark) options.setPreference('layout.css.prefers-color-scheme.content-override', 0)
  const session = await new Builder()
    .forBrowser('firefox')
    .setFirefoxOptions(options)
    .setFirefoxService(new firefox.ServiceBuilder(which('geckodriver')))
    .build()
  return { session, processes: [] }
}

/** Selenium does not support WebKitGTK, and WebKitGTK has no headless mode. */
async function startWebKit({ dark }) {
  const [driver, screen] = BROWSERS.webkit.commands
  const server = spawn(screen, ['-displayfd', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const processes = [server]
  try {
    const [display] = await once(server.stdio[3], 'data')
    const port = await freePort()
    const theme = dark && { GTK_THEME: 'Adwaita:dark' }
    const env = { ...process.env, ...theme, DISPLAY: `:${`${display}`.trim()}` }
    processes.push(spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' }))
    const address = `http://127.0.0.1:${port}`
    await waitUntilReady(address)
    const options = { binary: await miniBrowser(), args: ['--automation'] }
    const session = await new Builder()
      .usingServer(address)
      .disableEnvironmentOverrides()
      .withCapabilities({
        browserName: 'MiniBrowser',
        acceptInsecureCerts: true,
        'webkitgtk:browserOptions': options,
      })
      .build()
    return { session, processes }
  } catch (error) {
    await stopProcesses(processes)
    throw error
  }
}

async function stopProcesses(processes) {
  for (const child of processes.toReversed()) {
    if (child.exitCode !== null || child.signalCode) continue
    child.kill()
    await once(child, 'exit')
  }
}

/** Polls, because WebKitWebDriver does not announce when it is ready. */
async function waitUntilReady(address) {
  const deadline = performance.now() + TIMEOUT
  while (!(await fetch(`${address}/status`).catch(() => undefined))?.ok) {
    if (performance.now() > deadline) throw new Error('WebKitWebDriver did not start')
    await wait(50)
  }
}

async function miniBrowser() {
  const paths = (await readdir('/usr/lib')).map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1`)
  for (const path of paths) {
    const names = await readdir(path).catch(() => [])
    if (names.includes('MiniBrowser')) return join(path, 'MiniBrowser')
  }
  throw new Error('MiniBrowser of webkit2gtk-4.1 is not installed')
}

/** EDGEWEBDRIVER is the folder of the driver, as on GitHub's machines. */
async function startEdge() {
  const options = new edge.Options().addArguments('--headless=new', RESOLVE)
  options.setAcceptInsecureCerts(true)
  const driver = join(process.env.EDGEWEBDRIVER ?? '', 'msedgedriver')
  const session = await new Builder()
    .forBrowser('MicrosoftEdge')
    .setEdgeOptions(options)
    .setEdgeService(new edge.ServiceBuilder(driver))
    .build()
  return { session, processes: [] }
}

/** Safari has no headless mode. `safaridriver --enable` allows automation. */
async function startSafari() {
  return { session: await new Builder().forBrowser('safari').build(), processes: [] }
}

/** Each resolves to a WebDriver session and the processes that must be stopped after the session. */
const ENGINES = { Chromium: startChromium, Firefox: startFirefox, WebKitGTK: startWebKit }

/** Browsers of one operating system, which only tests/conformance/run.js starts, and the engine whose differences they share. */
const SYSTEM_BROWSERS = { Edge: startEdge, Safari: startSafari }
export const ENGINE_OF = { Edge: 'Chromium', Safari: 'WebKitGTK' }

/** In the order in which the suites run. */
export const ENGINE_NAMES = Object.keys(ENGINES)

/**
 * Starts a browser, with a dark color scheme if `dark` is set. `evaluate` of the result runs a function in the page, with
 * its arguments passed as JSON, and resolves to its result; `quit` ends the browser.
 */
export async function startBrowser(engine, preferences = {}) {
  const { session, processes } = await { ...ENGINES, ...SYSTEM_BROWSERS }[engine](preferences)
  const quit = async () => {
    await session.quit().catch(() => {})
    await stopProcesses(processes)
  }
  try {
    await session.manage().setTimeouts({ pageLoad: TIMEOUT, script: TIMEOUT })
    const capabilities = await session.getCapabilities()
    const version = capabilities.get('browserVersion')
    const open = (url) => session.get(url)
    const title = () => session.getTitle()
    return { version, session, open, title, evaluate: evaluateIn(session), quit }
  } catch (error) {
    await quit()
    throw error
  }
}

const evaluateIn =
  (session) =>
  async (run, ...args) => {
    const [value, error] = await session.executeAsyncScript(
      `const done = arguments[arguments.length - 1]
      Promise.resolve((${run})(...JSON.parse(arguments[0])))
        .then((value) => done([value]), (error) => done([null, String(error)]))`,
      JSON.stringify(args),
    )
    if (error) throw new Error(error)
    return value
  }

/** Starts a browser, calls `use` with it, and always quits it afterwards. */
export async function withBrowser(engine, use) {
  const browser = await startBrowser(engine)
  try {
    return await use(browser)
  } finally {
    await browser.quit()
  }
}

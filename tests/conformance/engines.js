// The browsers, each driven by its own WebDriver.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Builder, Capabilities } from 'selenium-webdriver'
import chrome from 'selenium-webdriver/chrome.js'
import firefox from 'selenium-webdriver/firefox.js'
import { BROWSERS, which } from '../../scripts/setup.js'

/** How long a driver may take to start, in milliseconds. */
const PATIENCE = 20_000

const QUIET = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function startChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const [browser, driver] = BROWSERS.chromium.commands.map(which)
  const options = new chrome.Options().addArguments(...QUIET, `--user-data-dir=${profile}`)
  const session = await new Builder()
    .forBrowser('chrome')
    .setChromeOptions(options.setChromeBinaryPath(browser))
    .setChromeService(new chrome.ServiceBuilder(driver))
    .build()
  return { session, stop: () => rm(profile, { recursive: true, force: true, maxRetries: 5 }) }
}

async function startFirefox() {
  const browser = which(BROWSERS.firefox.commands[0])
  const options = new firefox.Options().addArguments('-headless').setBinary(browser)
  const session = await new Builder()
    .forBrowser('firefox')
    .setFirefoxOptions(options)
    .setFirefoxService(new firefox.ServiceBuilder(which('geckodriver')))
    .build()
  return { session, stop: () => {} }
}

async function startWebKit() {
  const port = await freePort()
  // A group of processes of its own, since xvfb-run leaves its children alone when it is ended.
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    detached: true,
    stdio: 'ignore',
  })
  const ended = once(driver, 'exit')
  const stop = async () => {
    process.kill(-driver.pid)
    await ended
  }
  try {
    const server = `http://127.0.0.1:${port}`
    await answers(server)
    const binary = await miniBrowser()
    const options = { binary, args: ['--automation'] }
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': options,
    })
    const session = await new Builder()
      .usingServer(server)
      .disableEnvironmentOverrides()
      .withCapabilities(capabilities)
      .build()
    return { session, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** WebKitWebDriver does not say when it is ready. */
async function answers(server) {
  const end = performance.now() + PATIENCE
  while (!(await fetch(`${server}/status`).catch(() => undefined))?.ok) {
    if (performance.now() > end) throw new Error(`WebKitWebDriver did not start`)
    await wait(50)
  }
}

async function miniBrowser() {
  const paths = (await readdir('/usr/lib')).map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1`)
  for (const path of paths) {
    const names = await readdir(path).catch(() => [])
    if (names.includes('MiniBrowser')) return join(path, 'MiniBrowser')
  }
  throw new Error('MiniBrowser of webkit2gtk-4.1 is not there')
}

/** Each gives its WebDriver session, and what to do after its end. */
export const ENGINES = { Chromium: startChromium, Firefox: startFirefox, WebKitGTK: startWebKit }

/** Starts a browser, calls `use({ open, version })`, and stops the browser whatever happens. */
export async function withBrowser(engine, use) {
  const { session, stop } = await ENGINES[engine]()
  try {
    const capabilities = await session.getCapabilities()
    const version = capabilities.get('browserVersion')
    return await use({ version, open: (url) => session.get(url) })
  } finally {
    await session.quit().catch(() => {})
    await stop()
  }
}

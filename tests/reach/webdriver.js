// Browsers that are driven by WebDriver, the standard.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { which } from '../../scripts/setup.js'
import { Missing } from './tools.js'

const PATIENCE = 30_000

const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

/** What each needs to be there, how its driver is started, and what is asked of the driver. */
const BROWSERS = {
  Firefox: {
    needs: ['firefox-esr|firefox', 'geckodriver'],
    start: (port) => ['geckodriver', '--port', port],
    options: () => ({
      'moz:firefoxOptions': { args: ['-headless'], binary: which('firefox-esr|firefox') },
    }),
  },
  WebKitGTK: {
    needs: ['WebKitWebDriver', 'xvfb-run'],
    start: (port) => ['xvfb-run', '--auto-servernum', 'WebKitWebDriver', `--port=${port}`],
    options: () => ({
      'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
    }),
  },
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return String(port)
}

/** Asks until there is an answer that `isEnough` likes. */
async function poll(ask, isEnough) {
  for (const started = Date.now(); ; await wait(50)) {
    const answer = await ask().catch((error) => error)
    if (isEnough(answer)) return answer
    if (Date.now() - started > PATIENCE) throw new Error(`waited in vain: ${answer}`)
  }
}

/** Runs `use` with `open`, which opens a page and gives its title when that is JSON, and the browser's version. */
export async function withBrowser(name, use) {
  const { needs, start, options } = BROWSERS[name]
  const missing = needs.filter((command) => !which(command))
  if (missing.length) throw new Missing(`${missing.join(' and ')} is not installed`)
  const port = await freePort()
  const [command, ...args] = start(port)
  const driver = spawn(command, args, { stdio: 'ignore', detached: true })
  const ended = once(driver, 'close')
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const { value } = await response.json()
    if (!response.ok) throw new Error(value.message)
    return value
  }
  try {
    await poll(
      () => ask('GET', '/status'),
      ({ ready }) => ready,
    )
    const alwaysMatch = options()
    const { sessionId, capabilities } = await ask('POST', '/session', {
      capabilities: { alwaysMatch },
    })
    const session = `/session/${sessionId}`
    try {
      return await use(async (url) => {
        await ask('POST', `${session}/url`, { url })
        const title = () => ask('GET', `${session}/title`)
        return JSON.parse(await poll(title, (text) => /^{/.test(text)))
      }, capabilities.browserVersion)
    } finally {
      await ask('DELETE', session)
    }
  } finally {
    process.kill(-driver.pid)
    await ended
  }
}

// Starts browsers with a URL and without automation, which makes native EventSource up to ten times slower; or Node.

import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BROWSERS, which } from '../scripts/setup.js'
import { run } from '../scripts/steps.js'
import { QUIET } from '../tests/chromium.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Flags for measuring memory. */
const MEMORY = [
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
  '--enable-blink-features=ForceEagerMeasureMemory',
]

const FIREFOX = {
  'app.update.auto': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.max_script_run_time': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

const PROGRAMS = {
  Chromium: {
    command: () => which(BROWSERS.chromium.commands[0]),
    args: (profile, url, isForMemory) => [
      ...QUIET,
      ...(isForMemory ? MEMORY : []),
      `--user-data-dir=${profile}`,
      url,
    ],
  },
  Firefox: {
    command: () => which(BROWSERS.firefox.commands[0]),
    async args(profile, url) {
      const lines = Object.entries(FIREFOX).map(
        ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
      )
      await writeFile(join(profile, 'user.js'), lines.join(''))
      return ['--headless', '--no-remote', '--profile', profile, url]
    },
  },
  Node: {
    command: () => process.execPath,
    args: (profile, url) => [join(HERE, 'page/node.js'), url],
  },
}

/** The version of a browser, or undefined if it is not installed. */
export async function versionOf(name) {
  const command = PROGRAMS[name].command()
  if (!command) return undefined
  const options = { capture: true, allowFailure: true }
  const { stdout } = await run(command, ['--version'], options)
  return /\d+(\.\d+)+/.exec(stdout)?.[0]
}

/** Opens a URL in a new profile. `exited` resolves when the browser ends, and `close` ends it. */
export async function openBrowser(name, url, { isForMemory = false } = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'eventsource-bench-'))
  const { command, args } = PROGRAMS[name]
  const child = spawn(command(), await args(profile, url, isForMemory), {
    stdio: 'ignore',
    detached: true,
  })
  const end = () => {
    // The process group, because a browser is many processes.
    if (child.pid && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', end)
  const exited = new Promise((resolve) => child.once('close', resolve))
  child.once('error', () => {})
  return {
    exited,
    group: child.pid,
    async close() {
      process.off('exit', end)
      end()
      await exited
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

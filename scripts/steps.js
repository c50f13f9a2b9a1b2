// Runs the steps of a command, and prints each step's name and duration.

import { spawn } from 'node:child_process'

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Prints a step's name, runs it, and prints its duration. */
export async function step(name, run) {
  const started = performance.now()
  process.stdout.write(`▸ ${name}\n`)
  const result = await run()
  process.stdout.write(`✓ ${name} (${seconds(started)})\n`)
  return result
}

/** Prints that a step had nothing to do. */
export function skip(name) {
  process.stdout.write(`✓ ${name}: already there\n`)
}

/** Prints what could not be done, and how to do it. */
export function warn(message) {
  process.stdout.write(`! ${message}\n`)
}

/**
 * Runs a program. Its output goes to the terminal; with `capture` it is returned as `stdout` and `stderr`, and `onOutput` is
 * called with each piece of `stdout`. Throws if the program fails, unless `allowFailure` is set.
 */
export function run(command, args, { env, cwd, capture, onOutput, allowFailure } = {}) {
  const isPiped = capture || onOutput
  return new Promise((resolve, reject) => {
    const child = start(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', isPiped ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (data) => {
      stdout += data
      onOutput?.(data)
    })
    child.stderr?.on('data', (data) => (stderr += data))
    child.on('error', (error) => {
      if (allowFailure) resolve({ code: -1, stdout, stderr: error.message })
      else reject(new Error(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code) => {
      if (code === 0 || allowFailure) resolve({ code, stdout, stderr })
      else reject(new Error(`'${[command, ...args].join(' ')}' ended with code ${code}\n${stderr}`))
    })
  })
}

const HAS_GROUPS = process.platform !== 'win32'
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM']
const running = new Set()

/** Ends all programs, and what they started, when a signal ends this process: it does not reach their process groups. */
function endAll(signal) {
  for (const child of running) {
    try {
      if (HAS_GROUPS) process.kill(-child.pid, 'SIGTERM')
      else child.kill()
    } catch {
      // It has ended.
    }
  }
  for (const name of SIGNALS) process.off(name, endAll)
  process.kill(process.pid, signal)
}

/** Starts a program that ends with this process. */
function start(command, args, options) {
  // Before the program starts: a signal may arrive at any time after that.
  if (!process.listeners(SIGNALS[0]).includes(endAll)) {
    for (const signal of SIGNALS) process.on(signal, endAll)
  }
  const child = spawn(command, args, { ...options, detached: HAS_GROUPS })
  if (child.pid !== undefined) running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const PARENT_CHECK_INTERVAL_MS = 250

/** npm passes a signal on to its shell alone, which leaves this process behind: it ends when its parent has ended. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const check = () => process.ppid === parent || process.kill(process.pid, 'SIGTERM')
  setInterval(check, PARENT_CHECK_INTERVAL_MS).unref()
}

/** Runs the main function of a script. If it throws, prints the message and exits with code 1. */
export async function main(run) {
  endWithNpm()
  try {
    await run()
  } catch (error) {
    process.stderr.write(`✗ ${error.message}\n`)
    process.exit(1)
  }
}

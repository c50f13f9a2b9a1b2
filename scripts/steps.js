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
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', isPiped ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
      detached: HAS_GROUPS,
    })
    endWithThis(child)
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

/** Ends a program, and what it started, when a signal ends this process: its group is its own, so no signal reaches it. */
function endWithThis(child) {
  if (!running.size) for (const signal of SIGNALS) process.on(signal, endAll)
  running.add(child)
  const forget = () => {
    if (!running.delete(child) || running.size) return
    for (const signal of SIGNALS) process.off(signal, endAll)
  }
  child.once('exit', forget).once('error', forget)
}

function endAll(signal) {
  for (const child of running) {
    if (HAS_GROUPS) process.kill(-child.pid, 'SIGTERM')
    else child.kill()
  }
  for (const name of SIGNALS) process.off(name, endAll)
  process.kill(process.pid, signal)
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

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

/** Runs the main function of a script. If it throws, prints the message and exits with code 1. */
export async function main(run) {
  try {
    await run()
  } catch (error) {
    process.stderr.write(`✗ ${error.message}\n`)
    process.exit(1)
  }
}

// Runs the steps of a command and shows what each does and how long it took.

import { spawn } from 'node:child_process'

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Shows a step's name, runs it, and shows the time it took. */
export async function step(name, run) {
  const started = performance.now()
  process.stdout.write(`▸ ${name}\n`)
  const result = await run()
  process.stdout.write(`✓ ${name} (${seconds(started)})\n`)
  return result
}

/** Shows that a step had nothing to do. */
export function skip(name) {
  process.stdout.write(`✓ ${name}: already there\n`)
}

/** Shows what could not be done, and what would do it. */
export function warn(message) {
  process.stdout.write(`! ${message}\n`)
}

/**
 * Runs a program. Its output goes to the terminal, or comes back as `stdout` if `capture` is set; `onOutput` is given it as
 * it comes. A failure throws unless `allowFailure` is set.
 */
export function run(command, args, { env, cwd, capture, onOutput, allowFailure } = {}) {
  const reads = capture || onOutput
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', reads ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
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

/** Runs the main function of a script: an error ends it with its message and exit code 1. */
export async function main(run) {
  try {
    await run()
  } catch (error) {
    process.stderr.write(`✗ ${error.message}\n`)
    process.exit(1)
  }
}

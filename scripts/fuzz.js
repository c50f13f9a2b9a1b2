// Feeds the targets in fuzz/ with what libFuzzer thinks up: `npm run fuzz -- SECONDS`, each target for so long. A run that is
// not shorter than usual writes its section of docs/trust.md.

import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setUpFuzzing } from './setup.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEFAULT_SECONDS = 150

const targets = readdirSync(`${ROOT}fuzz/fuzz_targets`).map((file) => file.replace('.rs', ''))

/** Runs every target for so many seconds: how many inputs each was given. The first that fails throws. */
export async function fuzz(seconds) {
  const cargoFuzz = (command, target) => [
    ...['+nightly', 'fuzz', command, '--fuzz-dir', `${ROOT}fuzz`],
    ...['--target-dir', `${ROOT}target/fuzz`, target],
  ]
  const executions = {}
  for (const target of targets) {
    await step(`Building the target ${target}`, () =>
      run('cargo', cargoFuzz('build', target), { capture: true }),
    )
    await step(`Fuzzing ${target} for ${seconds} s`, async () => {
      const found = `${ROOT}fuzz/corpus/${target}`
      mkdirSync(found, { recursive: true })
      const corpus = [found, `${ROOT}fuzz/seeds/${target}`]
      const words = `${ROOT}fuzz/${target}.dict`
      const flags = [`-max_total_time=${seconds}`, '-timeout=10']
      if (existsSync(words)) flags.push(`-dict=${words}`)
      const { stderr } = await run(
        'cargo',
        [...cargoFuzz('run', target), ...corpus, '--', ...flags],
        { capture: true },
      )
      executions[target] = Number(/Done (\d+) runs/.exec(stderr)[1])
      console.log(`  ${executions[target].toLocaleString('en')} executions, nothing found`)
    })
  }
  return executions
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS)
    if (!(seconds > 0)) throw new Error('npm run fuzz -- SECONDS')
    const missing = await setUpFuzzing()
    if (missing) throw new Error(missing)
    const executions = await fuzz(seconds)
    if (seconds < DEFAULT_SECONDS) return
    // It needs a package that the set-up has only just installed.
    const { record } = await import('./trust.js')
    await record('Fuzzing', {
      command: `npm run fuzz -- ${seconds}`,
      conditions: `${seconds} seconds of libFuzzer for each target, and nothing found; inputs that each was given`,
      rows: Object.entries(executions).map(([target, count]) => [`\`${target}\``, count]),
    })
  })
}

// Runs each target in fuzz/ under libFuzzer for some time: `npm run fuzz -- SECONDS`. A run of at least the default length
// updates its section of docs/trust.md.

import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setUpFuzzing } from './setup.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEFAULT_SECONDS = 150

const targets = readdirSync(`${ROOT}fuzz/fuzz_targets`).map((file) => file.replace('.rs', ''))

/** Runs each target for `seconds` and returns its number of executions, by target. Throws on the first failure. */
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
      const corpusFolder = `${ROOT}fuzz/corpus/${target}`
      mkdirSync(corpusFolder, { recursive: true })
      const corpus = [corpusFolder, `${ROOT}fuzz/seeds/${target}`]
      const dictionary = `${ROOT}fuzz/${target}.dict`
      const flags = [`-max_total_time=${seconds}`, '-timeout=10']
      if (existsSync(dictionary)) flags.push(`-dict=${dictionary}`)
      const { stderr } = await run(
        'cargo',
        [...cargoFuzz('run', target), ...corpus, '--', ...flags],
        { capture: true },
      )
      executions[target] = Number(/Done (\d+) runs/.exec(stderr)[1])
      console.log(`  ${executions[target].toLocaleString('en')} executions, no failure`)
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
    // Imported late: it needs an npm package that the set-up may have installed just now.
    const { writeSection } = await import('./reliability.js')
    await writeSection('Fuzzing', {
      command: `npm run fuzz -- ${seconds}`,
      conditions: `${seconds} seconds of libFuzzer per target, no failure; executions`,
      rows: Object.entries(executions).map(([target, count]) => [`\`${target}\``, count]),
    })
  })
}

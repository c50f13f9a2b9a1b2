// Mutation testing: `npm run mutants` changes src/protocol in one place at a time with cargo-mutants, runs the native tests,
// and lists the changes that no test notices. .cargo/mutants.toml excludes changes that have no effect, each with its reason.
// `npm run mutants -- FILE` mutates the files whose path contains FILE.

import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setUpMutants } from './setup.js'
import { main, run, step } from './steps.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT = `${ROOT}target/mutants`

/** The exit codes of a run that has tested all mutants: none was missed, some were missed, or some timed out. */
const COMPLETE = [0, 2, 3]

const OUTCOMES = {
  CaughtMutant: 'caught',
  MissedMutant: 'missed',
  Timeout: 'timed out',
  Unviable: 'not compilable',
}

/** Tests all mutants, or those of some files; returns the number of each outcome and the names of the missed ones. */
export async function mutate(part) {
  mkdirSync(OUTPUT, { recursive: true })
  const files = part ? ['--file', `src/protocol/**/*${part}*`] : []
  const args = ['mutants', '--dir', ROOT, '--output', OUTPUT, '--colors', 'never', ...files]
  const { code } = await run('cargo', args, { allowFailure: true })
  if (!COMPLETE.includes(code)) throw new Error(`cargo mutants ended with code ${code}`)
  const { outcomes } = JSON.parse(readFileSync(`${OUTPUT}/mutants.out/outcomes.json`, 'utf8'))
  const counts = Object.fromEntries(Object.values(OUTCOMES).map((outcome) => [outcome, 0]))
  const missed = []
  for (const { summary, scenario } of outcomes) {
    if (!(summary in OUTCOMES)) continue
    counts[OUTCOMES[summary]]++
    if (summary === 'MissedMutant') missed.push(scenario.Mutant.name)
  }
  return { counts, missed }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setUpMutants()
    const { counts, missed } = await step('Testing mutants', () => mutate(process.argv[2]))
    for (const name of missed) console.log(`missed: ${name}`)
    console.log(
      Object.entries(counts)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(', '),
    )
    if (missed.length) process.exitCode = 1
  })
}

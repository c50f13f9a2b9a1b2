// What results mean, in the light of the known differences.

import { checks } from './runner/check.js'
import './sections/index.js'
import { differences } from './differences.js'

const matches = (difference, { name, implementation, engine, global }) => {
  const { check, of, engines, globals } = difference
  return (
    [check].flat().includes(name) &&
    (of === 'native') === (implementation === 'native') &&
    (!engines || engines.includes(engine)) &&
    (!globals || globals.includes(global))
  )
}

/** Every check that a difference names must be there. */
function assertNames() {
  for (const name of differences.flatMap(({ check }) => check)) {
    if (!checks.some((check) => check.name === name)) {
      throw new Error(`a known difference names a check that does not exist: '${name}'`)
    }
  }
}

/** How many of the results are as they should be, how many of these are known differences, and what is wrong. */
export function judge(results, where) {
  assertNames()
  const verdict = { passed: 0, known: 0, failures: [] }
  for (const { section, name, passed, message } of results) {
    const isKnown = differences.some((difference) => matches(difference, { name, ...where }))
    if (passed === isKnown) {
      const why = passed ? 'it passes: this is no longer a known difference' : message
      verdict.failures.push(`${section}: ${name}: ${why}`)
      continue
    }
    verdict.passed++
    if (isKnown) verdict.known++
  }
  return verdict
}

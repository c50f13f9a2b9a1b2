// Compares the results of the checks with the known differences.

import { checks } from './runner/check.js'
import './sections/index.js'
import { corrections } from './corrections.js'
import { differences } from './differences.js'
import { ENGINE_OF } from '../engines.js'

const matches = (difference, { name, implementation, engine, global }) => {
  const { check, of, engines, globals, implementations } = difference
  return (
    [check].flat().includes(name) &&
    (of === 'native') === (implementation === 'native') &&
    (!engines || engines.includes(ENGINE_OF[engine] ?? engine)) &&
    (!globals || globals.includes(global)) &&
    (!implementations || implementations.includes(implementation))
  )
}

/** Throws if a difference or a correction names a check that does not exist. */
function assertNames() {
  for (const name of [...differences, ...corrections].flatMap(({ check }) => check)) {
    if (!checks.some((check) => check.name === name)) {
      throw new Error(`a difference or a correction names a check that does not exist: '${name}'`)
    }
  }
}

/** How many results are expected, how many of these are known differences, and the unexpected ones as text. */
export function summarize(results, where) {
  assertNames()
  const summary = { passed: 0, known: 0, failures: [] }
  for (const { section, name, passed, message } of results) {
    const isKnown = differences.some((difference) => matches(difference, { name, ...where }))
    if (passed === isKnown) {
      const why = passed ? 'passes, but is listed as a known difference' : message
      summary.failures.push(`${section}: ${name}: ${why}`)
      continue
    }
    summary.passed++
    if (isKnown) summary.known++
  }
  return summary
}

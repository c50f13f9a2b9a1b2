// Runs the built package in every supported environment, with the test server.

import { step } from '../../scripts/steps.js'
import { installPackage, installTools, Missing } from './tools.js'

const AREAS = [
  'package',
  'pages',
  'extensions',
  'browsers',
  'old_chromium',
  'bundlers',
  'runtimes',
  'redirects',
  'vitest',
  'fake_server',
  'dependents',
  'dependents_pages',
  'migration',
  'limited/rows',
]

/**
 * Runs a row; `run` returns the version where it is known only then, or `{ note }`. `core` is how the core runs, for rows whose
 * clients do not tell the server.
 */
async function runRow({ environment, version, what, core = '', run }, cores) {
  const result = { environment, version, what, core, outcome: 'passed', note: '' }
  cores.clear()
  try {
    const found = await step(`${environment} ${version}: ${what}`, run)
    if (found?.note) result.note = found.note
    else result.version = found ?? version
    result.core = [...cores].sort().join(', ') || core
  } catch (error) {
    result.outcome = error instanceof Missing ? 'skipped' : 'failed'
    result.note = error.message.split('\n')[0]
    process.stdout.write(`✗ ${environment} ${result.version}: ${error.stack}\n`)
  }
  return result
}

/** Runs the rows whose names contain `part`, and returns the result of each. */
export async function reach(part = '') {
  await installTools()
  await installPackage()
  const results = []
  const { closeBrowser } = await import('./browser.js')
  const { cores } = await import('./scenario.js')
  try {
    for (const area of AREAS) {
      const { rows } = await import(`./${area}.js`)
      for (const row of rows) {
        const name = `${area} ${row.environment} ${row.version} ${row.what}`.toLowerCase()
        if (name.includes(part.toLowerCase())) results.push(await runRow(row, cores))
      }
    }
  } finally {
    await closeBrowser()
  }
  return results
}

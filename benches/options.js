// Parses the arguments after `npm run bench --`.

import { parseArgs } from 'node:util'
import { WORKLOADS } from './workloads.js'

/** The sections, and the environments that each is measured in. */
export const SECTIONS = {
  navigation: ['Chromium'],
  cpu: ['Chromium'],
  streams: ['Chromium', 'Firefox'],
  flood: ['Chromium', 'Firefox'],
  big: ['Chromium', 'Firefox'],
  firstEvent: ['Chromium', 'Firefox'],
  parse: ['Chromium', 'Firefox', 'Node'],
  memory: ['Chromium'],
  retention: ['Chromium'],
  growth: ['Chromium', 'Firefox'],
  rust: ['natively'],
}

const STREAMS = Object.keys(WORKLOADS).filter((name) => WORKLOADS[name].title)

export const USAGE = `npm run bench -- [--quick] [--browser NAMES] [--section NAMES] [--workload NAMES] [--repetitions N] [--report]

  --quick        a tenth of the work and one repetition, to check that the benchmark runs
  --browser      any of: Chromium, Firefox, Node
  --section      any of: ${Object.keys(SECTIONS).join(', ')}
  --workload     any of: ${STREAMS.join(', ')}
  --repetitions  3 by default; of navigation, 7 at least
  --report       runs nothing; writes the documents from the last complete run

A partial run prints its tables and writes no document. A complete run that SIGINT or SIGTERM ends writes what it has measured.`

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  browser: { type: 'string' },
  section: { type: 'string' },
  workload: { type: 'string' },
  repetitions: { type: 'string' },
  report: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

/** Parses a comma-separated list of names. */
function parseNames(given, names, option) {
  if (given === undefined) return names
  return given.split(',').map((word) => {
    const name = names.find((name) => name.toLowerCase() === word.trim().toLowerCase())
    if (!name) throw new Error(`--${option} ${word}: expected any of ${names.join(', ')}`)
    return name
  })
}

export function parseOptions(args) {
  const { values } = parseArgs({ args, options: OPTIONS })
  const repetitions = Number(values.repetitions ?? (values.quick ? 1 : 3))
  if (!(Number.isInteger(repetitions) && repetitions > 0)) {
    throw new Error('--repetitions must be a whole number')
  }
  return {
    help: values.help,
    report: values.report,
    isQuick: values.quick,
    isPart: [values.browser, values.section, values.workload].some((value) => value !== undefined),
    share: values.quick ? 0.1 : 1,
    repetitions,
    browsers:
      values.browser && parseNames(values.browser, ['Chromium', 'Firefox', 'Node'], 'browser'),
    sections: parseNames(values.section, Object.keys(SECTIONS), 'section'),
    workloads: parseNames(values.workload, STREAMS, 'workload'),
  }
}

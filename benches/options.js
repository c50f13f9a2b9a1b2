// What follows `npm run bench --`.

import { parseArgs } from 'node:util'
import { WORKLOADS } from './workloads.js'

/** Which sections there are, and where each is measured. */
export const SECTIONS = {
  streams: ['Chromium', 'Firefox'],
  flood: ['Chromium', 'Firefox'],
  big: ['Chromium', 'Firefox'],
  firstEvent: ['Chromium', 'Firefox'],
  parse: ['Chromium', 'Firefox', 'Node'],
  memory: ['Chromium'],
  growth: ['Chromium', 'Firefox'],
  rust: ['natively'],
}

const STREAMS = Object.keys(WORKLOADS).filter((name) => name !== 'big')

export const USAGE = `npm run bench -- [--quick] [--browser NAMES] [--section NAMES] [--workload NAMES] [--repetitions N] [--report]

  --quick        a tenth of the work, twice, to see whether it runs
  --browser      some of: Chromium, Firefox, Node
  --section      some of: ${Object.keys(SECTIONS).join(', ')}
  --workload     some of: ${STREAMS.join(', ')}
  --repetitions  5 if nothing else is said
  --report       nothing is run: the document is written from the last run of everything

A run of a part prints its tables and writes no document.`

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  browser: { type: 'string' },
  section: { type: 'string' },
  workload: { type: 'string' },
  repetitions: { type: 'string' },
  report: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

/** The names that were given, among those that there are. */
function chosen(given, names, option) {
  if (given === undefined) return names
  return given.split(',').map((word) => {
    const name = names.find((name) => name.toLowerCase() === word.trim().toLowerCase())
    if (!name) throw new Error(`--${option} ${word} is none of: ${names.join(', ')}`)
    return name
  })
}

export function readOptions(args) {
  const { values } = parseArgs({ args, options: OPTIONS })
  const repetitions = Number(values.repetitions ?? (values.quick ? 2 : 5))
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
    browsers: values.browser && chosen(values.browser, ['Chromium', 'Firefox', 'Node'], 'browser'),
    sections: chosen(values.section, Object.keys(SECTIONS), 'section'),
    workloads: chosen(values.workload, STREAMS, 'workload'),
  }
}

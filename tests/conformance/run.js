// Runs a part of the suite in one browser and writes no report:
//
//   node tests/conformance/run.js ENGINE [IMPLEMENTATION [SECTION …]]
//
// The library must have been built. An implementation of `all` stands for every one.

import { setUpTests } from '../../scripts/setup.js'

const [engine, implementation = 'all', ...sections] = process.argv.slice(2)
await setUpTests()
// It needs packages that the set-up may have only just installed.
const { conformance } = await import('./conformance.js')
const { failed } = await conformance(engine, { implementation, sections })
if (failed) process.exitCode = 1

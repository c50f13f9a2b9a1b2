// Runs the conformance suite in one browser, with dist/ as it is, or some sections of it: `node tests/conformance/run.js Safari
// 'service workers'`. Also for the browsers of systems on which the other tests do not run.

import { conformance } from './conformance.js'

const [engine, ...sections] = process.argv.slice(2)
if (!engine) throw new Error('node tests/conformance/run.js ENGINE [SECTION…]')
const { passed, failed, skipped } = await conformance(engine, { sections })
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed ? 1 : 0

// Runs the conformance suite in one browser, with dist/ as it is: `node tests/conformance/run.js Safari`. For the browsers of
// systems on which the other tests do not run.

import { conformance } from './conformance.js'

const [engine, platform] = process.argv.slice(2)
if (!engine) throw new Error('node tests/conformance/run.js ENGINE [platform]')
const { passed, failed, skipped } = await conformance(engine, { platform: !!platform })
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed ? 1 : 0

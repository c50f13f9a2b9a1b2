// The demo at the root of a static host.

import { useDemo } from '../../demo/browser.js'
import { testScenarios } from '../../demo/scenarios.js'
import { HOSTED, startStaticDemo } from '../server.js'

testScenarios(useDemo({ start: () => startStaticDemo(HOSTED['at the root']) }))

import { useDemo } from './browser.js'
import { testScenarios } from './scenarios.js'

testScenarios(useDemo())

// The programs that also run in every engine.

import * as library from '../../dist/index.js'
import { testPrograms } from '../programs/run.js'

testPrograms((run, urls) => run(library, urls))

// The same where the policy forbids WebAssembly, as that of an extension does.

import { EventSource, load } from './dist/inline.js'
import * as fallback from './dist/fallback.js'
import { answer } from './answer.js'

load(fallback)
answer(EventSource)

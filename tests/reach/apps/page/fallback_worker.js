// The same under a policy that forbids WebAssembly, as that of an extension.

import { EventSource, load } from './dist/inline.js'
import * as fallback from './dist/fallback.js'
import { respond } from './respond.js'

load(fallback)
respond(EventSource)

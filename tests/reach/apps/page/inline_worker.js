// The same for workers in which `import()` fails.

import { EventSource } from './dist/inline.js'
import { respond } from './respond.js'

respond(EventSource)

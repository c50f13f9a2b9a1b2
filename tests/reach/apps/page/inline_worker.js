// The same for workers that refuse `import()`.

import { EventSource } from './dist/inline.js'
import { answer } from './answer.js'

answer(EventSource)

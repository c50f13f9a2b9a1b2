// A worker of any kind that answers a URL with what it receives from there.

import { EventSource } from './dist/index.js'
import { answer } from './answer.js'

answer(EventSource)

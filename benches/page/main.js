// The page: runs one job, then reloads.

import { memory } from './memory.js'
import { parse } from './parse.js'
import { firstEvent, receive } from './receive.js'
import { work } from './work.js'

await work({ receive, firstEvent, memory, parse }, '')
location.reload()

// The page: runs one job, then reloads.

import { cpu } from './cpu.js'
import { memory } from './memory.js'
import { parse } from './parse.js'
import { firstEvent, receive } from './receive.js'
import { retention } from './retention.js'
import { work } from './work.js'

await work({ receive, firstEvent, cpu, memory, parse, retention }, '')
location.reload()

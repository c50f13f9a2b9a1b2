// What a runtime without a page runs: prints what it receives, and has to end by itself.

import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

console.log(JSON.stringify(await receive(EventSource, process.argv[2])))

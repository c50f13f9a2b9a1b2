// The program for runtimes without a page: prints what it receives, and has to end by itself.

import { EventSource, events } from 'eventsource-wasm'
import { iterate, receive } from './receive.js'

const [first, second] = process.argv.slice(2)
console.log(JSON.stringify([await receive(EventSource, first), await iterate(events, second)]))

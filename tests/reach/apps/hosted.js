// An application that hosts the module as a separate file.

import { EventSource, load } from 'eventsource-wasm'
import { receive } from './receive.js'

load(new URL('eventsource-wasm/eventsource.wasm', import.meta.url))
globalThis.reach = { receive: (url) => receive(EventSource, url) }

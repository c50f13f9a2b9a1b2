// An application that hosts the module, with Vite's `?url` import.

import { EventSource, load } from 'eventsource-wasm'
import module from 'eventsource-wasm/eventsource.wasm?url'
import { receive } from './receive.js'

load(module)
globalThis.reach = { receive: (url) => receive(EventSource, url) }

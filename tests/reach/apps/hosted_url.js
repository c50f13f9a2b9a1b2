// An application that supplies the module as Vite's users import files.

import { EventSource, load } from 'eventsource-wasm'
import module from 'eventsource-wasm/eventsource.wasm?url'
import { receive } from './receive.js'

load(module)
globalThis.reach = { receive: (url) => receive(EventSource, url) }

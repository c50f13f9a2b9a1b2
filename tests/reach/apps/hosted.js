// An application that supplies the module as a file beside its own.

import { EventSource, load } from 'eventsource-wasm'
import { receive } from './receive.js'

load(new URL('eventsource-wasm/eventsource.wasm', import.meta.url))
globalThis.reach = { receive: (url) => receive(EventSource, url) }

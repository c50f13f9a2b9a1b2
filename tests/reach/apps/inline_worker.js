// The same worker with the entry that is one file.

import { EventSource } from 'eventsource-wasm/inline'
import { receive } from './receive.js'

globalThis.onmessage = ({ data }) => receive(EventSource, data).then(globalThis.postMessage)

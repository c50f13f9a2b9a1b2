// The worker of that application.

import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

globalThis.onmessage = ({ data }) => receive(EventSource, data).then(globalThis.postMessage)

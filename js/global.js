// The classic script: installs the polyfill where it is needed, and a namespace everywhere.

import { EventSource, EventSourceError, FetchEventSource, events, load } from './index.js'
import './polyfill.js'

globalThis.EventSourceWasm = { EventSource, FetchEventSource, EventSourceError, events, load }

// The module script of a page.

import { EventSource } from './dist/index.js'

globalThis.LibraryEventSource = EventSource

// The client of the hostile server in a worker of a page.

import * as library from '/dist/index.js'
import { serveCalls } from './calls.js'
import { createClient } from './client.js'

serveCalls(await createClient(library), globalThis)
globalThis.postMessage('ready')

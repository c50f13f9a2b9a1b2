// The client of the hostile server in a thread of Node, so that the server's work does not delay the client.

import { parentPort } from 'node:worker_threads'
import * as library from '../../dist/index.js'
import { serveCalls } from './calls.js'
import { createClient } from './client.js'

serveCalls(await createClient(library), parentPort)
parentPort.postMessage('ready')

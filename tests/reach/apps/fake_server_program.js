// Prints what it has received from the fake server.

import { FetchEventSource } from 'eventsource-wasm'
import { fakeServer } from 'eventsource-wasm/testing'
import { exercise } from './fake_server.js'

console.log(JSON.stringify(await exercise(FetchEventSource, fakeServer)))

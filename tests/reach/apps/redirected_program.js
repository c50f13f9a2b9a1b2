// The program for runtimes without a page.

import { EventSource } from 'eventsource-wasm'
import { openRedirected } from './redirected.js'

const [followed, refused] = process.argv.slice(2)
const outcomes = [
  await openRedirected(EventSource, followed, 'follow'),
  await openRedirected(EventSource, refused, 'manual'),
]
console.log(JSON.stringify(outcomes))

// A worker's own types suffice.

import { EventSource, events } from 'eventsource-wasm'

new EventSource('/events', { headers: {} }).close()
export const iterator = events('/events')

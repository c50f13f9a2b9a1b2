import { EventSource } from 'eventsource-wasm'

export const title = 'unused'
export const connect = (url) => new EventSource(url, { headers: { Authorization: 'Bearer reach' } })

// Importing the library does not bring the DOM into a program for Node.

import { EventSource, events } from 'eventsource-wasm'
import { fakeServer } from 'eventsource-wasm/testing'

new EventSource('/events', { headers: {}, fetch: fakeServer().fetch }).close()
export const first = async () => {
  for await (const { data } of events('/events')) return data
  return undefined
}
// @ts-expect-error There is no document in Node.
document.title = ''

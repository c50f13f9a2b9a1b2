// What a TypeScript user may write whose project has no types of the DOM, nor of Node.

import { EventSource, FetchEventSource, events, load } from 'eventsource-wasm'

const source = new EventSource('/events', { headers: { Authorization: 'Bearer a' } })
source.onmessage = ({ data }) => {
  const text: string = data
  load().then(() => new FetchEventSource(text).close())
}
source.addEventListener('error', ({ reason, willReconnect }) => {
  // @ts-expect-error There is no such reason: the types are not `any`.
  if (!willReconnect && reason === 'whatever') source.close()
})
for await (const { data } of events('/events')) if (data === 'end') break

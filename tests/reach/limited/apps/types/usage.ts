import { EventSource, FetchEventSource, events, load } from 'eventsource-wasm'
import { AppState } from 'react-native'

const source = new EventSource('https://server.test/events', {
  headers: { Authorization: 'Bearer token' },
  pauseWhenHidden: true,
})
source.onmessage = (event) => event.data satisfies string
source.addEventListener('price', (event) => event.lastEventId satisfies string)

AppState.addEventListener('change', (state) => {
  if (state === 'active') void load()
  else source.close()
})

export async function iterate(signal: AbortSignal): Promise<void> {
  for await (const { data } of events('https://server.test/events', { method: 'POST', signal })) {
    data satisfies string
  }
}

// @ts-expect-error: there is no such option
new FetchEventSource('https://server.test/events', { header: {} })

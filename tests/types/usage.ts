// Code that must compile, and code that must not.

import {
  EventSource,
  FetchEventSource,
  events,
  load,
  EventSourceError,
  type EventSourceErrorEvent,
  type FetchEventSourceInit,
} from 'eventsource-wasm'
import module from 'eventsource-wasm/eventsource.wasm'
import * as fallback from 'eventsource-wasm/fallback'
import 'eventsource-wasm/polyfill'

const source: EventSource = new EventSource('/events', {
  withCredentials: true,
  headers: async ({ url, attempt, lastEventId }) => ({
    Authorization: `${url} ${attempt} ${lastEventId}`,
  }),
  method: 'POST',
  body: () => new Blob(['a']).stream(),
  fetch: (url, init) => fetch(url, init),
  signal: AbortSignal.timeout(1000),
  lastEventId: '7',
  lastEventIdParam: 'lastEventId',
  retryOn: [429, 503],
  idleTimeout: 30_000,
  pauseWhenHidden: true,
  backoff: { initial: 1000, factor: 2, max: 10_000, jitter: 0.5, retries: Infinity },
  maxEventSize: 1000,
})
new FetchEventSource(new URL('https://example.com/'), { headers: [['a', 'b']], body: 'text' })
new FetchEventSource('/', { headers: new Headers(), backoff: {} })
new FetchEventSource('/', {
  retryOn: async ({ reason, status, response, cause, attempt }) => {
    if (reason === 'status') return status > 499 && response?.headers.has('x')
    return attempt < 5 ? 1000 : cause === undefined ? undefined : false
  },
  reconnectOnEnd: true,
  request: ({ attempt, lastEventId, failure }) =>
    attempt === 1
      ? { method: 'POST', priority: 'high', redirect: 'error' }
      : { url: `/stream?from=${lastEventId}&after=${failure?.reason}`, credentials: 'omit' },
})
new EventSource('/', { share: 'prices', request: { referrerPolicy: 'no-referrer' } })

const disposable: { [Symbol.dispose](): void } = new FetchEventSource('/', {
  request: { window: null },
})
disposable[Symbol.dispose]()

const typed = new EventSource<{ side: 'buy' | 'sell'; message: `${number}` }>('/')
typed.addEventListener('side', function ({ data }) {
  const side: 'buy' | 'sell' = data
  // @ts-expect-error The data is one of two.
  const other: 'hold' = data
  console.log(side, other, this.readyState)
})
typed.onmessage = ({ data }) => {
  const number: `${number}` = data
  console.log(number)
}
typed.addEventListener('other', ({ data }) => console.log(data.length))
typed.addEventListener('error', ({ reason }) => console.log(reason))
// @ts-expect-error The data of an event is a string.
new EventSource<{ price: number }>('/')

source.onopen = function (event: Event) {
  this.close()
}
source.onmessage = ({ data, lastEventId, origin }) => console.log(data, lastEventId, origin)
source.onerror = null
source.addEventListener('price', (event) => console.log(JSON.parse(event.data)), { once: true })
source.addEventListener('error', (event) => {
  const status: number | undefined = event.status
  if (event.reason === 'status') console.log(status, event.message, event.willReconnect)
  // @ts-expect-error There is no such reason.
  if (event.reason === 'whatever') return
})
const show = (event: EventSourceErrorEvent) => console.log(event.reason, event.cause, event.delay)
source.addEventListener('error', (event) => show(event as EventSourceErrorEvent))
const state: 0 | 1 | 2 = source.readyState === EventSource.CLOSED ? source.OPEN : source.readyState
console.log(state, source.url, source.withCredentials)
source.close()

const plain = new EventSource('/')
// @ts-expect-error The native object has none.
plain.lastEventId.length
const reset: (() => void) | undefined = plain.reset
new FetchEventSource('/').reconnect()
new FetchEventSource('/').onopen = ({ response }) => console.log(response?.headers.get('x'))
new FetchEventSource('/').onerror = (event) => {
  // A server can send `event: error`.
  if (event.data !== undefined) return console.log(event.data.length, reset)
  if (event.willReconnect) console.log(event.delay?.toFixed(), event.attempt, event.code)
}

const piped = EventSource.fromReadableStream(new Blob(['data: a']).stream())
piped.reset()
const [id, time]: [string, number] = [piped.lastEventId, piped.reconnectionTime]
console.log(id, time)

async function loop() {
  try {
    for await (const { type, data, lastEventId, origin } of events('/events', { headers: {} })) {
      console.log(type.length, data.length, lastEventId.length, origin.length)
      if (data === 'end') break
    }
  } catch (error) {
    if (!(error instanceof EventSourceError)) throw error
    const { reason, message, status, willReconnect, response } = error
    console.log(reason, message, status, willReconnect, response?.url)
  }
}
loop()

const loading: Promise<void> = load()
load('/eventsource.wasm').then(() => load(new Uint8Array()))
load(fetch('/eventsource.wasm')).catch(() => loading)
load(module).then(() => load(fallback))

// Instances and classes are assignable to those of the DOM.
const objects: globalThis.EventSource[] = [source, typed, new FetchEventSource('/')]
const classes: (typeof globalThis.EventSource)[] = [EventSource, FetchEventSource]
globalThis.EventSource = FetchEventSource
globalThis.EventSource = EventSource
console.log(objects, classes)

// Every option may be undefined, and those that the platform allows to be null may be null.
const none: Required<Record<keyof FetchEventSourceInit, undefined>> = {
  withCredentials: undefined,
  headers: undefined,
  method: undefined,
  body: undefined,
  fetch: undefined,
  signal: undefined,
  lastEventId: undefined,
  lastEventIdParam: undefined,
  backoff: undefined,
  retryOn: undefined,
  idleTimeout: undefined,
  pauseWhenHidden: undefined,
  maxEventSize: undefined,
  request: undefined,
  reconnectOnEnd: undefined,
  share: undefined,
}
new FetchEventSource('/', none)
new FetchEventSource('/', { headers: null, body: null, signal: null })
new FetchEventSource('/', { headers: () => null, body: async () => undefined })
new FetchEventSource('/', {
  backoff: {
    initial: undefined,
    factor: undefined,
    max: undefined,
    jitter: undefined,
    retries: undefined,
  },
})

const token: string | undefined = undefined
new FetchEventSource('/', { headers: { Authorization: token } })
new FetchEventSource('/', { headers: async () => ({ Authorization: token, Accept: 'a' }) })
new FetchEventSource('/', { request: () => ({ headers: { Authorization: token } }) })
// @ts-expect-error The value of a header is text.
new FetchEventSource('/', { headers: { Authorization: null } })

// @ts-expect-error The URL is missing.
new EventSource()
// @ts-expect-error The name of an option is wrong.
new EventSource('/', { header: {} })
// @ts-expect-error The body can be read only once.
new EventSource('/', { body: new Blob(['a']).stream() })
// @ts-expect-error The statuses are numbers.
new EventSource('/', { retryOn: ['503'] })
// @ts-expect-error A decision is no text.
new EventSource('/', { retryOn: async () => 'yes' })
// @ts-expect-error The number must be one.
new EventSource('/', { backoff: { initial: '1s' } })
// @ts-expect-error The property is read-only.
source.readyState = 1

async function parse(response: Response) {
  for await (const { data } of events(response, { maxEventSize: 1000 })) console.log(data)
  for await (const { data } of events(new Blob([]).stream())) console.log(data)
  const init = {
    onopen: () => {},
    onerror: ({ reason }: { reason: string }) => console.log(reason),
  }
  for await (const { data } of events('/', init)) console.log(data)
  async function* bytes() {
    yield new Uint8Array()
  }
  for await (const { data } of events(bytes())) console.log(data)
  const body: AsyncIterable<string | Uint8Array> = bytes()
  for await (const { data } of events({ body })) console.log(data)
  async function* numbers() {
    yield 5
  }
  // @ts-expect-error The stream is not of bytes.
  events(numbers())
  // @ts-expect-error There is no request to share.
  events('/', { share: 'prices' })
}
parse(new Response())

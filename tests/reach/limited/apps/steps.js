// What an application does with the package, one step after the other; prints for each step what was seen.

const HEADERS = { 'Content-Type': 'text/event-stream' }
const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Has the server respond to each request as the next of these functions does; gives the requests that it gets. */
const script = (...responses) => {
  const requests = []
  globalThis.serve = (request, response) => {
    requests.push(request)
    responses[Math.min(requests.length, responses.length) - 1](response, request)
  }
  return requests
}

const stream =
  (...texts) =>
  (response) => {
    response.open(200, HEADERS)
    for (const text of texts) response.send(bytes(text))
  }

const streamAndEnd =
  (...texts) =>
  (response) => {
    stream(...texts)(response)
    response.end()
  }

const next = (source, type) =>
  new Promise((resolve) => source.addEventListener(type, resolve, { once: true }))

const pause = (delay = 0) => new Promise((resolve) => setTimeout(resolve, delay))

/** What there is to see of an event. */
const show = ({ type, data, lastEventId, origin }) => ({ type, data, lastEventId, origin })

/** Chunks of 16 KB for measuring the speed. */
const CHUNKS = 60

/** Those headers of a request that a step is about. */
const sent = ({ headers }) => {
  const values = {}
  for (const name of Object.keys(headers)) values[name.toLowerCase()] = headers[name]
  return ['accept', 'authorization', 'last-event-id'].map((name) => values[name] || '')
}

const url = 'https://server.test/events'

/** A stream is opened and lost, resumed, and closed; listeners and handlers are called. */
const eventSource = async ({ EventSource }) => {
  const requests = script(
    streamAndEnd('retry: 10\nid: 1\ndata: one\n\n'),
    stream('id: 2\nevent: price\ndata: t\xc3\xa9st\n\n', ': x\n', 'data: three\n\n'),
  )
  const source = new EventSource(url, { headers: { Authorization: 'Bearer reach' } })
  const seen = []
  const states = [source.readyState]
  source.onopen = ({ type }) => seen.push(type)
  source.onmessage = (event) => seen.push(show(event))
  source.onerror = ({ type, reason }) => seen.push(`${type} ${reason}`)
  source.addEventListener('price', (event) => seen.push(show(event)))
  const first = await next(source, 'message')
  states.push(source.readyState)
  await next(source, 'message')
  source.close()
  states.push(source.readyState)
  await pause()
  return {
    seen,
    states,
    isEvent: first instanceof Event,
    members: [first.source, first.ports.length],
    requests: requests.map(sent),
    aborted: requests.map(({ isAborted }) => !!isAborted),
  }
}

/** What a listener throws is reported as the engine reports exceptions, and ends nothing. */
const throwingListener = async ({ EventSource }) => {
  script(stream('data: one\n\ndata: two\n\n'))
  globalThis.reported.length = 0
  const source = new EventSource(url, { headers: {} })
  const seen = []
  source.onerror = ({ message }) => seen.push(message)
  source.onmessage = ({ data }) => {
    seen.push(data)
    throw new Error(`thrown at ${data}`)
  }
  while (seen.length < 2) await pause(1)
  await pause()
  seen.push(source.readyState)
  source.close()
  return { seen, reported: [...globalThis.reported] }
}

/** A loop over a stream that is lost and resumed, and one over the response of a POST, which ends with it. */
const asyncIterable = async ({ events }) => {
  const requests = script(
    streamAndEnd('retry: 10\nid: 1\ndata: one\n\n'),
    stream('id: 2\ndata: two\n\n'),
  )
  const seen = []
  for await (const event of events(url, { headers: { Authorization: 'Bearer reach' } })) {
    if (seen.push(show(event)) === 2) break
  }
  await pause()
  const posts = script(streamAndEnd('data: three\n\n'))
  for await (const { data } of events(url, { method: 'POST', body: '{}' })) seen.push(data)
  return {
    seen,
    requests: requests.map(sent),
    aborted: requests.map(({ isAborted }) => !!isAborted),
    posts: posts.map(({ method, body }) => [method, body.length]),
  }
}

/** The stream of a response is read by the library, without its connection. */
const readableStream = async ({ FetchEventSource }) => {
  script(streamAndEnd('id: 7\ndata: seven\n\n'))
  const { body } = await fetch(url)
  const source = FetchEventSource.fromReadableStream(body)
  const event = await next(source, 'message')
  const { willReconnect } = await next(source, 'error')
  return { seen: show(event), willReconnect, state: source.readyState }
}

/** Where there is nothing to share a connection with, each event source has its own. */
const share = async ({ EventSource }) => {
  const requests = script(stream('data: one\n\n'))
  const source = new EventSource(url, { share: 'prices' })
  const { data } = await next(source, 'message')
  source.close()
  return { data, requests: requests.length }
}

const networkError = async ({ EventSource }) => {
  const requests = script((response) => response.fail('offline'), stream('data: back\n\n'))
  const source = new EventSource(url, { headers: {} })
  const { reason, willReconnect } = await next(source, 'error')
  const { data } = await next(source, 'message')
  source.close()
  return { reason, willReconnect, data, requests: requests.length }
}

const speed = async ({ EventSource }) => {
  const perChunk = 340
  const chunk = bytes('data: {"symbol":"AB","price":101.25,"size":100}\n\n'.repeat(perChunk))
  script((response) => {
    response.open(200, HEADERS)
    for (let sent = 0; sent < CHUNKS; sent++) response.send(chunk)
  })
  const source = new EventSource(url, { headers: {} })
  await next(source, 'open')
  const opened = Date.now()
  let count = 0
  await new Promise((resolve) => {
    source.onmessage = () => {
      if (++count === perChunk * CHUNKS) resolve()
    }
  })
  source.close()
  return { eventsPerSecond: Math.round(count / ((Date.now() - opened) / 1000)) }
}

/** Until this source fails for good: what was seen, and how many requests were sent. */
const untilFailure = async (source, requests) => {
  const seen = []
  for (const type of ['open', 'message']) source.addEventListener(type, () => seen.push(type))
  const { reason, message, willReconnect } = await next(source, 'error')
  await pause(60_000)
  return { seen, reason, message, willReconnect, state: source.readyState, count: requests.length }
}

/** The `fetch` of React Native waits for the end of the response: this one never ends. */
const endlessResponse = ({ FetchEventSource }) => {
  const requests = script(stream('data: one\n\n'))
  return untilFailure(new FetchEventSource(url), requests)
}

/** What it responds in the end has no body that could be read. */
const wholeResponse = ({ FetchEventSource }) => {
  const requests = script(streamAndEnd('data: one\n\n'))
  const source = new FetchEventSource(url, { fetch: (...args) => fetch(...args) })
  return untilFailure(source, requests)
}

/** `reconnect()` ends a wait, as when the phone leaves airplane mode. */
const reconnect = async ({ FetchEventSource }) => {
  script((response) => response.fail('offline'), stream('data: back\n\n'))
  const source = new FetchEventSource(url, { backoff: { initial: 60_000, max: 60_000 } })
  await next(source, 'error')
  const start = performance.now()
  const state = source.readyState
  source.reconnect()
  const { data } = await next(source, 'message')
  source.close()
  return { state, data, isEarly: performance.now() - start < 1000 }
}

/** The example of the guide: the app goes to the background, and returns. */
const appState = async ({ watchPrices }) => {
  const emit = (state) => {
    globalThis.__rctDeviceEventEmitter.emit('appStateDidChange', { app_state: state })
  }
  const requests = script(
    stream('id: 1\nevent: price\ndata: 10\n\n'),
    stream('id: 2\nevent: price\ndata: 20\n\n'),
  )
  const seen = []
  const stop = watchPrices(url, (price) => seen.push(price))
  while (seen.length < 1) await pause(1)
  emit('inactive')
  emit('background')
  await pause(1000)
  const inBackground = requests.map(({ isAborted }) => !!isAborted)
  emit('active')
  while (seen.length < 2) await pause(1)
  stop()
  emit('active')
  await pause(1000)
  const aborted = requests.map(({ isAborted }) => !!isAborted)
  return { seen, inBackground, aborted, ids: requests.map((request) => sent(request)[2]) }
}

/** Those of Expo; what measures comes last, when the engine has warmed up. */
export const STEPS = {
  eventSource,
  throwingListener,
  asyncIterable,
  readableStream,
  networkError,
  reconnect,
  share,
  speed,
}

/** Those of plain React Native. */
export const PLAIN_STEPS = { wholeResponse, endlessResponse }

export const runSteps = async (library, names) => {
  for (const name of names) {
    let result
    try {
      result = await { ...STEPS, ...PLAIN_STEPS, appState }[name](library)
    } catch (error) {
      result = { error: `${error.message} ${error.stack}` }
    }
    globalThis.print(JSON.stringify({ name, ...result }))
  }
}

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

const url = 'https://server.test/events'

/** A stream is opened and lost, resumed, and closed; listeners and handlers are called. */
const eventSource = async (EventSource) => {
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
    members: [first.source, first.ports.length, first.target === source],
    requests: requests.map(({ headers }) =>
      ['accept', 'authorization', 'last-event-id'].map((name) => headers[name]),
    ),
    aborted: requests.map(({ isAborted }) => !!isAborted),
  }
}

/** What a listener throws is reported as the engine reports exceptions, and ends nothing. */
const throwingListener = async (EventSource) => {
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

const asyncIterable = async (events) => {
  const requests = script(
    streamAndEnd('retry: 10\nid: 1\ndata: one\n\n'),
    stream('id: 2\ndata: two\n\n'),
  )
  const seen = []
  for await (const event of events(url, { method: 'POST', body: '{}' })) {
    if (seen.push(show(event)) === 2) break
  }
  await pause()
  return {
    seen,
    requests: requests.map(({ method, headers }) => [method, headers['last-event-id']]),
  }
}

/** The stream of a response is read by the library, without its connection. */
const readableStream = async (FetchEventSource) => {
  script(streamAndEnd('id: 7\ndata: seven\n\n'))
  const { body } = await fetch(url)
  const source = FetchEventSource.fromReadableStream(body)
  const event = await next(source, 'message')
  const { willReconnect } = await next(source, 'error')
  return { seen: show(event), willReconnect, state: source.readyState }
}

const networkError = async (EventSource) => {
  const requests = script((response) => response.fail('offline'), stream('data: back\n\n'))
  const source = new EventSource(url, { headers: {} })
  const { reason, willReconnect } = await next(source, 'error')
  const { data } = await next(source, 'message')
  source.close()
  return { reason, willReconnect, data, requests: requests.length }
}

/** Milliseconds until the core has started, and events in a second. */
const speed = async (EventSource, load) => {
  const start = Date.now()
  await load()
  const started = Date.now() - start
  const event = 'data: {"symbol":"AB","price":101.25,"size":100}\n\n'
  const chunk = event.repeat(340)
  const chunks = globalThis.CHUNKS || 60
  let count = 0
  script(stream())
  const request = script((response) => {
    response.open(200, HEADERS)
    const data = bytes(chunk)
    for (let sent = 0; sent < chunks; sent++) response.send(data)
  })
  const source = new EventSource(url, { headers: {} })
  await next(source, 'open')
  const opened = Date.now()
  await new Promise((resolve) => {
    source.onmessage = () => {
      if (++count === 340 * chunks) resolve()
    }
  })
  source.close()
  const elapsed = Date.now() - opened
  return { started, events: count, elapsed, requests: request.length }
}

export const runSteps = async ({ EventSource, FetchEventSource, events, load }) => {
  const steps = { speed: () => speed(EventSource, load) }
  steps.eventSource = () => eventSource(EventSource)
  steps.throwingListener = () => throwingListener(EventSource)
  steps.asyncIterable = () => asyncIterable(events)
  steps.readableStream = () => readableStream(FetchEventSource)
  steps.networkError = () => networkError(EventSource)
  for (const name of Object.keys(steps)) {
    let result
    try {
      result = await steps[name]()
    } catch (error) {
      result = { error: `${error.message} ${error.stack.split('\n', 4).join()}` }
    }
    globalThis.print(JSON.stringify({ name, ...result }))
  }
}

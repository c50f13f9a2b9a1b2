/* global clients, skipWaiting */

// A service worker that responds to the requests of event sources in the way that `mode` of its query names; `url` is for
// those that fetch another URL. Its log is posted to the port of a message.

const query = new URLSearchParams(location.search)
const log = []

/** Breaks the last stream of the mode `break`; the request for `/break` calls it. */
let breakStream

const encoder = new TextEncoder()
const headers = { 'Content-Type': 'text/event-stream' }

/** A stream of the text that stays open, with a comment every 100 ms. */
function streamOf(text) {
  let timer
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(text))
      timer = setInterval(() => controller.enqueue(encoder.encode(':\n')), 100)
    },
    cancel() {
      clearInterval(timer)
      log.push('canceled')
    },
  })
}

const NAMES = ['method', 'mode', 'credentials', 'cache', 'redirect', 'destination', 'integrity']

/** The properties of a request as plain data. */
const propertiesOf = (request) => ({
  ...Object.fromEntries(NAMES.map((name) => [name, request[name]])),
  headers: Object.fromEntries(request.headers),
})

const modes = {
  ignore: undefined,
  fetch: ({ request }) => fetch(request),
  // A stream of the service worker with what the server sends.
  pipe: async ({ request }) => {
    const { body } = await fetch(request)
    return new Response(body.pipeThrough(new TransformStream()), { headers })
  },
  other: () => fetch(query.get('url')),
  opaque: () => fetch(query.get('url'), { mode: 'no-cors' }),
  // A redirect of a service worker is intercepted again.
  redirect: ({ request }) =>
    request.url === query.get('url') ? fetch(request) : Response.redirect(query.get('url')),
  stream: () => new Response(streamOf('retry: 10\ndata: a\n\n'), { headers }),
  end: () => new Response('retry: 10\ndata: a\n\n', { headers }),
  break: () => {
    const start = (controller) => {
      controller.enqueue(encoder.encode('retry: 10\ndata: a\n\n'))
      breakStream = () => controller.error(new Error('broken'))
    }
    return new Response(new ReadableStream({ start }), { headers })
  },
  error: () => Response.error(),
  reject: () => Promise.reject(new Error('rejected')),
  500: () => new Response('data: a\n\n', { headers, status: 500 }),
  html: () => new Response('data: a\n\n', { headers: { 'Content-Type': 'text/html' } }),
  nothing: () => undefined,
}

const respond = modes[query.get('mode')]

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.url.endsWith('/break')) {
    breakStream()
    event.respondWith(new Response())
  }
  if (request.headers.get('Accept') !== 'text/event-stream') return
  log.push(propertiesOf(request))
  if (respond) event.respondWith(respond(event))
})

addEventListener('message', ({ data, ports: [port] }) => {
  if (data === 'claim') clients.claim()
  port.postMessage(log)
})

addEventListener('install', () => skipWaiting())

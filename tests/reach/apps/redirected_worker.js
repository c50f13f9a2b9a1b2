// The worker for workerd.

import { EventSource } from 'eventsource-wasm'
import { openRedirected } from './redirected.js'

export default {
  async fetch(request) {
    const [followed, refused] = new URL(request.url).searchParams.get('url').split(' ')
    const outcomes = [
      await openRedirected(EventSource, followed, 'follow'),
      await openRedirected(EventSource, refused, 'manual'),
    ]
    return Response.json(outcomes)
  },
}

// The same without the module: the core as JavaScript is in the bundle.

import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

export default {
  async fetch(request) {
    return Response.json(await receive(EventSource, new URL(request.url).searchParams.get('url')))
  },
}

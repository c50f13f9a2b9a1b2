// The same without the module: the bundle contains the core as JavaScript.

import { EventSource } from 'eventsource-wasm'
import { receive } from './receive.js'

export default {
  async fetch(request) {
    return Response.json(await receive(EventSource, new URL(request.url).searchParams.get('url')))
  },
}

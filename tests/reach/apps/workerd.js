// A worker that imports the module, since workerd does not compile WebAssembly at run time.

import module from 'eventsource-wasm/eventsource.wasm'
import { EventSource, load } from 'eventsource-wasm'
import { receive } from './receive.js'

export default {
  async fetch(request) {
    await load(module)
    return Response.json(await receive(EventSource, new URL(request.url).searchParams.get('url')))
  },
}

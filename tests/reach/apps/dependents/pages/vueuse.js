// VueUse over the global EventSource, which adds a header.

import { useEventSource } from '@vueuse/core'
import { FetchEventSource } from 'eventsource-wasm'
import { effectScope, watch } from 'vue'

globalThis.EventSource = class extends FetchEventSource {
  constructor(url, init) {
    super(url, { ...init, headers: { Authorization: 'Bearer reach' }, backoff: { initial: 1 } })
  }
}

document.body.innerHTML = '<ul></ul>'
effectScope().run(() => {
  const { data, error, status, close } = useEventSource('/events', ['price'], {
    autoReconnect: { retries: 3, delay: 1 },
  })
  watch(data, (item) => document.querySelector('ul').insertAdjacentHTML('beforeend', item))
  watch(error, (event) => {
    if (event) document.title = `${event.status} ${event.target.readyState}`
  })
  globalThis.disconnect = () => {
    close()
    return status.value
  }
})

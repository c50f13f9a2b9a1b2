// Opens the URL that it is sent as a shared stream, and posts what it receives.

import { FetchEventSource } from '/dist/index.js'

globalThis.onmessage = ({ data: url }) => {
  const source = new FetchEventSource(url, { share: 'test' })
  source.onopen = () => globalThis.postMessage('open')
  source.onmessage = ({ data, lastEventId }) => globalThis.postMessage(`${data} #${lastEventId}`)
}

// A page that receives from the URL in its query, in a worker if `worker` is in the query too, and reports in its title what it
// has received and whether it has loaded the core as JavaScript.

import { EventSource } from './dist/index.js'
import { receive } from './receive.js'

const query = new URLSearchParams(location.search)
const url = query.get('url')

const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker('./worker.js', { type: 'module' })
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => {
      if (data.error) reject(new Error(data.error))
      else resolve(data.received)
    }
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(url, [port2])
  })

const isFallback = ({ name }) => name.endsWith('/fallback.js')

const report = async () => {
  const received = await (query.has('worker') ? inWorker() : receive(EventSource, url))
  return { received, fallback: performance.getEntriesByType('resource').some(isFallback) }
}

report()
  .catch((error) => ({ error: error.message }))
  .then((result) => (document.title = JSON.stringify(result)))

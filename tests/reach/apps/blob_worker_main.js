// An application whose worker Vite puts into the bundle as text, and makes from a Blob.

import InlineWorker from './worker.js?worker&inline'

globalThis.reach = {
  receive: (url) =>
    new Promise((resolve, reject) => {
      const worker = new InlineWorker()
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage(url)
    }),
}

// An application with a worker, in the form that bundlers recognize.

globalThis.reach = {
  receive: (url) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
    const replied = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
    })
    worker.postMessage(url)
    return replied
  },
}

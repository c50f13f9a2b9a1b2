// Starts the demo on a static host, where a service worker acts as the server.

/** Firefox stops a service worker, and its streams, 30 seconds after the last event that it received. */
const KEEP_ALIVE = 10_000

async function startServiceWorker() {
  const container = navigator.serviceWorker
  if (!container) throw new Error('it needs HTTPS, and no private window in some browsers')
  const controlled = new Promise((resolve) => {
    container.addEventListener('controllerchange', resolve, { once: true })
  })
  await container.register('service_worker.js')
  const { active } = await container.ready
  setInterval(() => container.controller?.postMessage('keep alive'), KEEP_ALIVE)
  if (container.controller) return
  active.postMessage('claim')
  await controlled
}

const notice = document.querySelector('#no-server')
notice.hidden = false
try {
  await startServiceWorker()
  notice.innerHTML =
    'This copy has no server: a service worker in your browser sends the streams. To stop and start a real server, run <code>npm start</code> in a clone of the repository.'
  await import('./main.js')
} catch ({ message }) {
  notice.textContent = `This copy of the demo has no server, and the browser does not start the service worker that replaces it: ${message}.`
}

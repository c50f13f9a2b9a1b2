// Starts the worker that the page's query describes: `worker` is its URL, `type` the type of its script, `global` its kind.

const query = new URLSearchParams(location.search)
const [url, type, global, results] = ['worker', 'type', 'global', 'results'].map((name) =>
  query.get(name),
)

const report = (result) => fetch(results, { method: 'POST', body: JSON.stringify(result) })

let supportsModules = false
const options = {
  scope: `/scope?${encodeURIComponent(results)}`,
  get type() {
    supportsModules = true
    return type
  },
}

const starters = {
  dedicated: () => new Worker(url, options),
  shared: () => new SharedWorker(url, options),
  async service() {
    const { installing } = await navigator.serviceWorker.register(url, options)
    installing.addEventListener('statechange', () => {
      if (installing.state === 'activated') installing.postMessage('start')
    })
    return installing
  },
}

async function start() {
  const worker = await starters[global]()
  worker.addEventListener('error', ({ message }) => {
    report({ broken: message ?? 'its script could not be loaded' })
  })
}

start().catch((error) => {
  const isUnsupported = type === 'module' && !supportsModules
  report(
    isUnsupported ? { skipped: 'this browser has no module scripts here' } : { broken: `${error}` },
  )
})

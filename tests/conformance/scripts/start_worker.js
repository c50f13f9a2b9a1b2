// Starts the worker that a page's query names: `worker` is its URL, `type` that of its script, `global` its kind.

const query = new URLSearchParams(location.search)
const [url, type, global, results] = ['worker', 'type', 'global', 'results'].map((name) =>
  query.get(name),
)

const report = (outcome) => fetch(results, { method: 'POST', body: JSON.stringify(outcome) })

let knowsModules = false
const options = {
  scope: `/scope?${encodeURIComponent(results)}`,
  get type() {
    knowsModules = true
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
  const isUnknown = type === 'module' && !knowsModules
  report(
    isUnknown ? { skipped: 'this browser has no module scripts here' } : { broken: `${error}` },
  )
})

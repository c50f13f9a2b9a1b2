// A new global of the kind under test, with response headers of its own, in which a check runs functions.

/** A name for each child, because the scope of a service worker must be its own. */
const uniqueName = () => Math.random().toString(36).slice(2)

/** Makes a child of each kind: it resolves to what posts messages to it, and what ends it. */
const starters = {
  window(url, { html, attributes = {} }) {
    const frame = Object.assign(document.createElement('iframe'), { src: url })
    for (const name in attributes) frame.setAttribute(name, attributes[name])
    if (html !== undefined) frame.srcdoc = html
    document.documentElement.append(frame)
    return {
      frame,
      post: (message, ports) => frame.contentWindow.postMessage(message, '*', ports),
      end: () => frame.remove(),
    }
  },

  dedicated(url, { type }) {
    const worker = new Worker(url, { type })
    return {
      failure: failureOf(worker),
      post: (message, ports) => worker.postMessage(message, ports),
      end: () => worker.terminate(),
    }
  },

  shared(url, { type }) {
    const worker = new SharedWorker(url, { type })
    worker.port.start()
    return {
      failure: failureOf(worker),
      post: (message, ports) => worker.port.postMessage(message, ports),
      // Nothing ends a shared worker from outside.
      end: (call) => call('end'),
    }
  },

  async service(url, { type }) {
    const scope = `/scope/${uniqueName()}`
    const registration = await navigator.serviceWorker.register(url, { type, scope })
    const worker = registration.installing ?? registration.waiting ?? registration.active
    return {
      failure: failureOf(worker),
      post: (message, ports) => worker.postMessage(message, ports),
      end: async (call) => {
        await call('closeAll')
        await registration.unregister()
      },
    }
  },
}

const failureOf = (worker) =>
  new Promise((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      reject(new Error(message ?? 'the script of the child could not be loaded'))
    })
  })

/** The URL of a child: `headers` has the headers of its response, or several values for one name. */
export function childUrl({ global, kind, install, origin, headers = {}, parameters = {} }) {
  const scripts = [...install, '/conformance/agent.js']
  // First, because the scope of a service worker that controls the child ends there.
  const query = new URLSearchParams([['child', uniqueName()], ...scripts.map((url) => [kind, url])])
  for (const name in headers)
    for (const value of [headers[name]].flat()) query.append('header', `${name}: ${value}`)
  for (const name in parameters) query.append(name, parameters[name])
  return `${origin}/${global === 'window' ? 'page' : 'worker'}?${query}`
}

/**
 * Starts a child at a URL. `run(f, ...args)` of the result evaluates the source text of a function in it, or calls one of
 * agent.js by its name, and resolves to its result; `connect` and `violations` are shorthands for two of these.
 */
export async function startChild(global, url, options) {
  const { post, end, failure, frame } = await starters[global](url, options)
  const call = (f, ...args) =>
    new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => {
        port1.close()
        if ('error' in data) reject(new Error(data.error))
        else resolve(data.value)
      }
      const message = typeof f === 'string' ? { name: f } : { source: `${f}` }
      post({ ...message, args }, [port2])
    })
  const run = (...args) => Promise.race([call(...args), ...(failure ? [failure] : [])])
  if (frame) await new Promise((resolve) => (frame.onload = resolve))
  return {
    frame,
    run,
    connect: (url, options) => run('connect', url, options),
    violations: () => run('getViolations'),
    end: () => end(call),
  }
}

// What a check is given: the EventSource under test, the test server, and what it leaves behind is cleared away.

import { client } from '../../server/client.js'
import { Record } from './record.js'

/** The last script of a page's or worker's query is the bundle of the checks. */
const scriptsOf = (query) =>
  ['classic', 'script'].flatMap((kind) =>
    query
      .getAll(kind)
      .slice(0, -1)
      .map((url) => [kind, url]),
  )

export class Env {
  #cleanups = []
  #records = []
  #scripts
  #control

  /** `query` is that of the page or worker: see combinations.js. */
  constructor(query) {
    this.#scripts = scriptsOf(query)
    this.#control = client(query.get('control'))
    this.global = query.get('global')
    this.implementation = query.get('implementation')
    /** The server under another origin, and an origin that no server listens at. */
    this.other = query.get('other')
    this.dead = query.get('dead')
  }

  /** Runs when the check is over. */
  after(cleanup) {
    this.#cleanups.push(cleanup)
  }

  async tidyUp() {
    for (const cleanup of this.#cleanups.reverse()) await cleanup()
  }

  /** A resource that plays a script (see tests/server/script.js): `otherUrl` is the same under another origin. */
  async script(...answers) {
    const resource = await this.#control.script(...answers)
    const { path } = resource
    return { ...resource, url: location.origin + path, otherUrl: this.other + path }
  }

  /** An event source that is closed when the check is over. */
  source(url, init) {
    const source = new EventSource(url, init)
    this.after(() => source.close())
    return source
  }

  /** Writes down what an event source fires from now on: `open`, `error` and messages of these types. */
  record(source, types = ['message']) {
    const record = new Record(source, ['open', 'error', ...types])
    this.#records.push(record)
    return record
  }

  /** Writes down what a new event source fires. */
  watch(url, init, types) {
    return this.record(this.source(url, init), types)
  }

  /** What has been written down until now. */
  get story() {
    return this.#records.map(({ entries }) => entries.join(', ') || 'nothing').join('; ')
  }

  /** The messages of these types, as they come between `open` and the end of a body that is written in these steps. */
  async receive(steps, types = ['message']) {
    const { url } = await this.script({ body: steps.map(stepOf), then: 'end' })
    const { source, ended, events } = this.watch(url, undefined, types)
    await ended
    source.close()
    return events.slice(1, -1)
  }

  /** As long as another event source takes to reconnect three times, after 30 ms each. */
  async meanwhile() {
    const { url } = await this.script({ body: [{ text: 'retry: 30\n\n' }], then: 'end' })
    const { source, until } = this.watch(url)
    await until(6)
    source.close()
  }

  /** The global of a new document with the scripts of this one: without the bundle of the checks. */
  async frame(parameters = {}) {
    const frame = document.createElement('iframe')
    frame.src = `/page?${new URLSearchParams([...this.#scripts, ...Object.entries(parameters)])}`
    this.after(() => frame.remove())
    await new Promise((resolve) => {
      frame.onload = resolve
      document.documentElement.append(frame)
    })
    return frame.contentWindow
  }

  /** What a worker with a lone event source posts (see scripts/lone_source.js). */
  worker(parameters, policy) {
    const [kind = 'classic'] = this.#scripts[0] ?? []
    const query = new URLSearchParams([...this.#scripts, [kind, '/conformance/lone_source.js']])
    if (policy) query.set('csp', policy)
    for (const name in parameters) query.set(name, parameters[name])
    const type = kind === 'script' ? 'module' : 'classic'
    const worker = new Worker(`/worker?${query}`, { type })
    this.after(() => worker.terminate())
    const posted = []
    const until = (count) =>
      new Promise((resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(message))
        worker.onmessage = ({ data }) => {
          if (posted.push(data) === count) resolve(posted)
        }
      })
    return { worker, until }
  }
}

const stepOf = (step) => (typeof step === 'string' ? { text: step } : step)

// The environment of a check: it creates event sources and resources, and cleans up after the check.

import { client } from '../../server/client.js'
import { Record } from './record.js'

/** The scripts that install the implementation: all in the query but the last, which is the bundle of the checks. */
const scriptsOf = (query) =>
  ['classic', 'script'].flatMap((kind) =>
    query
      .getAll(kind)
      .slice(0, -1)
      .map((url) => [kind, url]),
  )

export class Env {
  #cleanUps = []
  #records = []
  #scripts
  #control

  /** `query` is the query of the page or worker: see combinations.js. */
  constructor(query) {
    this.#scripts = scriptsOf(query)
    this.#control = client(query.get('control'))
    this.global = query.get('global')
    this.implementation = query.get('implementation')
    /** The server under another origin, and an origin that no server listens at. */
    this.other = query.get('other')
    this.unreachable = query.get('unreachable')
  }

  /** Registers a function that runs after the check. */
  after(cleanUp) {
    this.#cleanUps.push(cleanUp)
  }

  async cleanUp() {
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp()
  }

  /** A resource that plays a script (see tests/server/script.js). `otherUrl` is its URL in another origin. */
  async script(...responses) {
    const resource = await this.#control.script(...responses)
    const { path } = resource
    return { ...resource, url: location.origin + path, otherUrl: this.other + path }
  }

  /** An event source that is closed after the check. */
  source(url, init) {
    const source = new EventSource(url, init)
    this.after(() => source.close())
    return source
  }

  /** Records the events of an event source from now on: `open`, `error` and messages of these types. */
  record(source, types = ['message']) {
    const record = new Record(source, ['open', 'error', ...types])
    this.#records.push(record)
    return record
  }

  /** Records the events of a new event source. */
  observe(url, init, types) {
    return this.record(this.source(url, init), types)
  }

  /** The recorded events, for the message of a check that times out. */
  get recorded() {
    return this.#records.map(({ entries }) => entries.join(', ') || 'nothing').join('; ')
  }

  /** The messages of these types between `open` and the end of a body that is written in these steps. */
  async receive(steps, types = ['message']) {
    const { url } = await this.script({ body: steps.map(stepOf), then: 'end' })
    const { source, ended, events } = this.observe(url, undefined, types)
    await ended
    source.close()
    return events.slice(1, -1)
  }

  /** Waits until another event source has reconnected three times, after 30 ms each: time enough for unexpected events. */
  async settle() {
    const { url } = await this.script({ body: [{ text: 'retry: 30\n\n' }], then: 'end' })
    const { source, until } = this.observe(url)
    await until(6)
    source.close()
  }

  /** The global of a new document with the implementation of this one. */
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

  /** A worker with one event source, and `until(count)` for what it posts (see scripts/single_source.js). */
  worker(parameters, policy) {
    const [kind = 'classic'] = this.#scripts[0] ?? []
    const query = new URLSearchParams([...this.#scripts, [kind, '/conformance/single_source.js']])
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

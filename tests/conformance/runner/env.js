// The environment of a check: it creates event sources and resources, and cleans up after the check.

import { client } from '../../server/client.js'
import { childUrl, startChild } from './child.js'
import { Record } from './record.js'

export class Env {
  #cleanUps = []
  #records = []
  #kind
  #install
  #control

  /** `query` is the query of the page or worker: see combinations.js. */
  constructor(query) {
    /** Whether the scripts that install the implementation are classic scripts or modules, and their URLs. */
    this.#kind = query.get('kind')
    this.#install = query.getAll('install')
    this.#control = client(query.get('control'))
    this.global = query.get('global')
    this.implementation = query.get('implementation')
    /** The server in another origin of the same site, in another site, and over HTTPS; an origin without a server. */
    this.other = query.get('other')
    this.otherSite = query.get('otherSite')
    this.secure = query.get('secure')
    /** The host and port of `secure` under a name that is not a loopback address; not in every browser. */
    this.named = query.get('named')
    this.unreachable = query.get('unreachable')
  }

  /** Registers a function that runs after the check. */
  after(cleanUp) {
    this.#cleanUps.push(cleanUp)
  }

  async cleanUp() {
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp()
  }

  /**
   * A resource that plays a script (see tests/server/script.js). `otherUrl` is its URL in another origin, `otherSiteUrl` in
   * another site, and `secureUrl` over HTTPS.
   */
  async script(...responses) {
    const resource = await this.#control.script(...responses)
    const { path } = resource
    return {
      ...resource,
      url: location.origin + path,
      otherUrl: this.other + path,
      otherSiteUrl: this.otherSite + path,
      secureUrl: this.secure + path,
      namedUrl: `http://${this.named}${path}`,
    }
  }

  /** An event source that is closed after the check. */
  source(url, init) {
    return this.use(new EventSource(url, init))
  }

  /** Closes a source after the check. */
  use(source) {
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

  /** Sets a cookie of this check for every origin on this host, and returns its name. */
  async cookie(purpose, attributes = '') {
    const name = `${purpose}-${this.global}-${this.implementation}`.replaceAll(' ', '-')
    const headers = { 'Set-Cookie': `${name}=1; Path=/; Max-Age=60; ${attributes}` }
    const { url } = await this.script({ headers, then: 'end' })
    await (await fetch(url)).text()
    return `${name}=1`
  }

  /** Collects the `error` events of reported exceptions that match, and keeps these from the console. */
  collectReported(matches) {
    const reported = []
    const listener = (event) => {
      if (!matches(event)) return
      event.preventDefault()
      reported.push(event)
    }
    addEventListener('error', listener)
    this.after(() => removeEventListener('error', listener))
    return reported
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

  /** The scripts of a child, for checks that start one in another child. */
  get scripts() {
    return { kind: this.#kind, install: this.#install, type: this.#type }
  }

  get #type() {
    return this.#kind === 'script' ? 'module' : 'classic'
  }

  /**
   * A new global of the kind under test with the implementation, for checks that are marked with `child` (see child.js).
   * `origin` and `headers` are those of its response, `parameters` more of its query (see tests/server/pages.js), and
   * `attributes` those of the frame. `through` makes another URL of its URL.
   */
  async child({
    global = this.global,
    origin = location.origin,
    through = (url) => url,
    ...options
  } = {}) {
    const url = await through(childUrl({ global, origin, ...this.scripts, ...options }))
    const child = await startChild(global, url, { type: this.#type, ...options })
    this.after(child.end)
    const isNative = await child.run('isNative')
    if (isNative !== (this.implementation === 'native'))
      throw new Error(`the EventSource of the child is ${isNative ? '' : 'not '}native`)
    return child
  }

  /** The global of a new document with the implementation of this one. */
  async frame(parameters = {}) {
    const frame = document.createElement('iframe')
    const scripts = this.#install.map((url) => [this.#kind, url])
    frame.src = `/page?${new URLSearchParams([...scripts, ...Object.entries(parameters)])}`
    this.after(() => frame.remove())
    await new Promise((resolve) => {
      frame.onload = resolve
      document.documentElement.append(frame)
    })
    return frame.contentWindow
  }

  /** The global of a frame with these attributes, into which the implementation is loaded. */
  async localFrame(attributes) {
    const frame = document.createElement('iframe')
    for (const name in attributes) frame.setAttribute(name, attributes[name])
    this.after(() => frame.remove())
    const isInitial = !attributes.src && !attributes.srcdoc
    await new Promise((resolve) => {
      if (!isInitial) frame.onload = resolve
      document.documentElement.append(frame)
      if (isInitial) resolve()
    })
    const { contentWindow, contentDocument } = frame
    for (const url of this.#install) {
      const script = contentDocument.createElement('script')
      script.src = location.origin + url
      if (this.#kind === 'script') script.type = 'module'
      await new Promise((resolve) => {
        script.onload = resolve
        contentDocument.head.append(script)
      })
    }
    return contentWindow
  }

  /** A worker with one event source, and `until(count)` for what it posts (see scripts/single_source.js). */
  worker(parameters, policy) {
    const scripts = [...this.#install, '/conformance/single_source.js']
    const query = new URLSearchParams(scripts.map((url) => [this.#kind, url]))
    if (policy) query.set('csp', policy)
    for (const name in parameters) query.set(name, parameters[name])
    const worker = new Worker(`/worker?${query}`, { type: this.#type })
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

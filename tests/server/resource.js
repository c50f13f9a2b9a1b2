// One resource: answers through its `play` function and remembers what it was asked.

import { EventEmitter, once } from 'node:events'
import { constants } from 'node:http2'

export class Resource {
  #play
  #requests = []
  #preflights = []
  #probes = []
  #open = 0
  #mostOpen = 0
  #signals = 0
  #changes = new EventEmitter().setMaxListeners(0)

  /** `play(exchange)` answers one request; `exchange` is `{ req, res, index, isProbe, signalled }`. */
  constructor(play) {
    this.#play = play
  }

  preflight(req) {
    this.#preflights.push({ headers: req.headers })
  }

  async answer(req, res) {
    const request = {
      time: performance.now(),
      method: req.method,
      url: req.url,
      headers: req.headers,
      body: '',
      closedByClient: null,
      closedByServer: null,
    }
    // Whoever cannot read the answer only asks whether there is one: it gets what the last request got.
    const isProbe = req.headers['sec-fetch-mode'] === 'no-cors'
    if (isProbe) this.#probes.push(request)
    else this.#begin(request, res)
    request.body = await readBody(req)
    this.#changes.emit('change')
    const index = this.#requests.length - 1
    await this.#play({ req, res, index, isProbe, signalled: () => this.#signalled(res) })
  }

  #begin(request, res) {
    this.#requests.push(request)
    this.#mostOpen = Math.max(this.#mostOpen, ++this.#open)
    res.on('close', () => {
      this.#open--
      const closed = res.closedByServer ? 'closedByServer' : 'closedByClient'
      request[closed] = performance.now()
      this.#changes.emit('change')
    })
  }

  /** Lets one wait for a signal end, the next one if there is none now. */
  signal() {
    this.#signals++
    this.#changes.emit('change')
  }

  async #signalled(res) {
    await this.#until(() => this.#signals > 0 || res.destroyed)
    if (!res.destroyed) this.#signals--
  }

  log() {
    return {
      requests: this.#requests,
      preflights: this.#preflights,
      probes: this.#probes,
      mostOpen: this.#mostOpen,
    }
  }

  async requested(count) {
    await this.#until(() => this.#requests.length >= count)
    return this.log()
  }

  async closed(count) {
    const isClosed = ({ closedByClient }) => closedByClient !== null
    await this.#until(() => this.#requests.filter(isClosed).length >= count)
    return this.log()
  }

  async #until(isTrue) {
    while (!isTrue()) await once(this.#changes, 'change')
  }
}

export async function readBody(req) {
  let body = ''
  req.setEncoding('utf8')
  for await (const text of req) body += text
  return body
}

/** Ends a response as a finished one. */
export function end(res) {
  res.closedByServer = true
  res.end()
}

/** Breaks a response off, in the middle of whatever it is; `code` is for HTTP/2. */
export function destroy(res, code = constants.NGHTTP2_INTERNAL_ERROR) {
  res.closedByServer = true
  if (!res.stream) return res.socket?.destroy()
  // Node would end the stream, and reset it after that.
  res.stream.end = () => res.stream
  res.stream.close(code)
}

/** Writes a part of the body, and waits until it has left. */
export function write(res, bytes) {
  return new Promise((resolve) => {
    res.once('close', resolve)
    res.write(bytes, () => {
      res.off('close', resolve)
      resolve()
    })
  })
}

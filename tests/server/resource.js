// One resource: responds through its `play` function and logs its requests.

import { EventEmitter, once } from 'node:events'
import { constants } from 'node:http2'

export class Resource {
  #play
  #requests = []
  #preflights = []
  #probes = []
  #open = 0
  #maxOpen = 0
  #signals = 0
  #changes = new EventEmitter().setMaxListeners(0)

  /** `play(exchange)` responds to one request; `exchange` is `{ req, res, index, isProbe, signalled }`. */
  constructor(play) {
    this.#play = play
  }

  preflight(req) {
    this.#preflights.push({ headers: req.headers })
  }

  async respond(req, res) {
    const request = {
      time: performance.now(),
      method: req.method,
      url: req.url,
      headers: req.headers,
      body: '',
      closedByClient: null,
      closedByServer: null,
    }
    // A GET in mode no-cors cannot read the response: it only probes whether the server is up, and gets the response of the
    // last request.
    const isProbe = req.method === 'GET' && req.headers['sec-fetch-mode'] === 'no-cors'
    if (isProbe) this.#probes.push(request)
    else this.#begin(request, res)
    request.body = await readBody(req)
    this.#changes.emit('change')
    const index = this.#requests.length - 1
    await this.#play({ req, res, index, isProbe, signalled: () => this.#signalled(res) })
  }

  #begin(request, res) {
    this.#requests.push(request)
    this.#maxOpen = Math.max(this.#maxOpen, ++this.#open)
    res.on('close', () => {
      this.#open--
      const closed = res.closedByServer ? 'closedByServer' : 'closedByClient'
      request[closed] = performance.now()
      this.#changes.emit('change')
    })
  }

  /** Ends one wait for a signal: a current one, or else the next one. */
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
      maxOpen: this.#maxOpen,
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

/** Ends a response cleanly. */
export function end(res) {
  res.closedByServer = true
  res.end()
}

/** Aborts a response at its current byte; `code` is the error code of HTTP/2. */
export function destroy(res, code = constants.NGHTTP2_INTERNAL_ERROR) {
  res.closedByServer = true
  if (!res.stream) return res.socket?.destroy()
  // Without this, Node ends the stream before it resets it.
  res.stream.end = () => res.stream
  res.stream.close(code)
}

/** Writes a part of the body, and waits until it is flushed. */
export function write(res, bytes) {
  return new Promise((resolve) => {
    res.once('close', resolve)
    res.write(bytes, () => {
      res.off('close', resolve)
      resolve()
    })
  })
}

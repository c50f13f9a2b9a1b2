// A `fetch` whose responses a test controls. It has no timers, so that fake clocks work.

const misuse = (method, reason) => new Error(`fakeServer: ${method}() was called ${reason}`)

const wrongValue = (name, expected) => new TypeError(`fakeServer: '${name}' must be ${expected}`)

const oneLine = (name, value) => {
  if (typeof value === 'string' && !/[\0\r\n]/.test(value)) return `${name}: ${value}\n`
  throw wrongValue(name, 'one line of text')
}

const lines = (field, value, name = field) => {
  if (typeof value !== 'string') throw wrongValue(name, 'text')
  const all = value.split(/\r\n?|\n/).map((line) => `${field}: ${line}\n`)
  return all.join('')
}

const milliseconds = (name, value) => {
  if (Number.isInteger(value) && value >= 0) return `${name}: ${value}\n`
  throw wrongValue(name, 'a whole number of milliseconds')
}

/** What each field of an event is on the wire. */
const FIELDS = { __proto__: null, event: oneLine, data: lines, id: oneLine, retry: milliseconds }

/** The event as a stream has it. */
const serialize = (event) => {
  const fields = typeof event === 'string' ? { data: event } : event
  if (Object(fields) !== fields) throw wrongValue('event', 'text or an object')
  const text = Object.keys(fields).map((name) => {
    if (!FIELDS[name]) throw wrongValue(name, `one of ${Object.keys(FIELDS)}`)
    return fields[name] === undefined ? '' : FIELDS[name](name, fields[name])
  })
  return `${text.join('')}\n`
}

/** The server's side of a request; `settle` has the functions that settle the promise of its response. */
const newConnection = (request, signal, settle) => {
  let controller
  let hasResponded = false
  /** How the server has ended the connection, for messages. */
  let ended
  let isClosed = false
  let close
  const closed = new Promise((resolve) => {
    close = (by) => {
      isClosed = true
      resolve(by)
    }
  })

  const check = (method) => {
    if (ended) throw misuse(method, `after ${ended}`)
  }

  const finish = (how) => {
    ended = how
    close('server')
  }

  const fail = () => controller.error(new TypeError('fakeServer: the connection is broken'))

  const write = (method, text) => {
    check(method)
    if (!hasResponded) connection.respond()
    if (!isClosed) controller.enqueue(new TextEncoder().encode(text))
    return connection
  }

  const newBody = () =>
    new ReadableStream({
      start: (started) => (controller = started),
      // Called when everything that was sent has been read.
      pull: () => {
        if (ended === 'break()') fail()
      },
      cancel: () => close('client'),
    })

  const connection = {
    ...request,
    closed,

    respond(init = {}) {
      check('respond')
      if (Object(init) !== init) throw wrongValue('init', 'an object')
      const { status = 200, headers, body } = init
      if (hasResponded) throw misuse('respond', 'a second time')
      const isComplete = status !== 200 || body !== undefined
      const given = new Headers(headers)
      if (!isComplete && !given.has('Content-Type')) given.set('Content-Type', 'text/event-stream')
      const content = isComplete ? body : newBody()
      const response = new Response(content, { status, headers: given })
      Object.defineProperty(response, 'url', { value: request.url })
      hasResponded = true
      settle.resolve(response)
      if (isComplete) finish('a complete response')
      return connection
    },

    send: (event) => write('send', serialize(event)),
    comment: (text = '') => write('comment', lines('', text, 'comment')),

    end() {
      check('end')
      if (!hasResponded) connection.respond()
      if (!isClosed) controller.close()
      finish('end()')
    },

    break() {
      check('break')
      const isOpen = hasResponded && !isClosed
      finish('break()')
      settle.reject(new TypeError('fakeServer: the connection is broken'))
      if (isOpen && controller.desiredSize > 0) fail()
    },
  }

  if (signal) {
    signal.addEventListener('abort', () => {
      if (isClosed) return
      close('client')
      settle.reject(signal.reason)
      if (controller) controller.error(signal.reason)
    })
  }
  return connection
}

export const fakeServer = () => {
  const connections = []
  /** Connections that `nextConnection` has not returned yet, or its calls that wait for one. */
  const arrived = []
  const waiting = []

  /** The arguments of `fetch`, one of which may be a `Request`. */
  const fetch = async (input, init = {}) => {
    const option = (name) => (init[name] === undefined ? input[name] : init[name])
    const [body, signal] = [option('body'), option('signal')]
    const request = {
      url: input.url || `${input}`,
      method: option('method') || 'GET',
      headers: new Headers(option('headers') || undefined),
      body: body == null ? '' : await new Response(body).text(),
    }
    if (signal && signal.aborted) throw signal.reason
    return new Promise((resolve, reject) => {
      const connection = newConnection(request, signal, { resolve, reject })
      connections.push(connection)
      const take = waiting.shift()
      if (take) take(connection)
      else arrived.push(connection)
    })
  }

  return {
    fetch,
    connections,
    nextConnection: () =>
      arrived.length
        ? Promise.resolve(arrived.shift())
        : new Promise((resolve) => waiting.push(resolve)),
  }
}

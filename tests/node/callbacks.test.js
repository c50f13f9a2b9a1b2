// What functions of the page may do: throw, reconnect, supply objects of another fetch.

import assert from 'node:assert/strict'
import { get } from 'node:http'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { events } from '../../dist/index.js'
import { FAST, ending, head, open, serve, status } from './server.js'

test('what onopen and onerror of events() throw is reported, and the loop goes on', async (t) => {
  const reported = []
  globalThis.reportError = (error) => reported.push(error)
  t.after(() => delete globalThis.reportError)
  const { url } = await serve(ending('data: a\n\n'), ending('data: b\n\n'), status(500))
  const data = []
  const loop = async () => {
    const init = {
      ...FAST,
      onopen() {
        throw 'open'
      },
      onerror() {
        throw 'error'
      },
    }
    for await (const event of events(url, init)) data.push(event.data)
  }
  await assert.rejects(loop, { reason: 'status', status: 500 })
  assert.deepEqual(data, ['a', 'b'])
  assert.deepEqual(reported, ['open', 'error', 'open', 'error', 'error'])
})

test('reconnect() in retryOn connects at once', async (t) => {
  const { url } = await serve(ending('data: a\n\n'), 'data: b\n\n')
  const { source, first } = open(t, url, {
    retryOn() {
      source.reconnect()
      return false
    },
  })
  assert.deepEqual(await first(4), ['open', 'message a #', 'open', 'message b #'])
})

test('an aborted signal in request is final, and one of many attempts has one listener', async (t) => {
  const { url, requested } = await serve(ending('data: a\n\n'))
  const controller = new AbortController()
  const { signal } = controller
  const calls = { add: 0, remove: 0 }
  const add = signal.addEventListener
  signal.addEventListener = function (type, listener, options) {
    calls.add++
    options.signal.addEventListener('abort', () => calls.remove++)
    return add.call(this, type, listener, options)
  }
  const { until, errors } = open(t, url, { request: { signal } })
  await requested(12)
  assert.ok(calls.add - calls.remove <= 2, `${calls.add} added, ${calls.remove} removed`)
  controller.abort()
  await until(() => errors.some(({ willReconnect }) => !willReconnect))
  assert.equal(errors.at(-1).reason, 'options')
})

test('a Node stream that nobody reads is destroyed although fetch drops the signal', async (t) => {
  const { url, requested } = await serve((req, res) => res.writeHead(503).write('x'))
  const { source } = open(t, url, {
    retryOn: [503],
    fetch: async (url) => {
      const [body] = await once(get(url), 'response')
      return { status: body.statusCode, headers: new Headers(body.headers), body }
    },
  })
  const requests = await requested(3)
  await Promise.all([requests[0].closed, requests[1].closed])
  source.close()
  await requests[2].closed
})

test('a response whose body cannot be read is final', async (t) => {
  const response = {
    ...head,
    get body() {
      throw new Error('not implemented')
    },
  }
  const { first } = open(t, 'http://localhost/', { fetch: async () => response })
  assert.deepEqual(await first(1), ['error unsupported, closed'])
})

test('chunks may be ArrayBuffers, and results of an async iterator need no promise', async (t) => {
  const chunks = [new TextEncoder().encode('data: a\n\n').buffer]
  const next = () => ({ done: !chunks.length, value: chunks.shift() })
  const body = { [Symbol.asyncIterator]: () => ({ next }) }
  const { first } = open(t, 'http://localhost/', { fetch: async () => ({ ...head, body }) })
  assert.deepEqual((await first(3)).slice(0, 3), ['open', 'message a #', 'error end'])
})

test('a listener can read a clone of the refused response', async (t) => {
  let finish
  const { url } = await serve((req, res) => {
    finish = () => res.end('ired')
    res.writeHead(401).write('exp')
  })
  const { source } = open(t, url)
  const text = await new Promise((resolve) => {
    source.onerror = ({ response }) => {
      resolve(response.clone().text())
      // After the task that cancels a body that nobody reads.
      setTimeout(() => setTimeout(finish))
    }
  })
  assert.equal(text, 'expired')
})

test('events() takes responses and streams of another realm or library', async () => {
  const stream = () => {
    const reader = new Blob(['data: a\n\n']).stream().getReader()
    return runInNewContext('({ getReader: () => reader })', { reader })
  }
  const received = []
  for await (const { data } of events(stream())) received.push(data)
  for await (const { data } of events({ ...head, body: stream() })) received.push(data)
  assert.deepEqual(received, ['a', 'a'])
})

test('events() reads a stream of Node, and a response whose body is one', async () => {
  const stream = () => Readable.from([Buffer.from('data: a\n\n'), Buffer.from('data: b\n\n')])
  const received = []
  for await (const { data } of events(stream())) received.push(data)
  for await (const { data } of events({ ...head, body: stream() })) received.push(data)
  assert.deepEqual(received, ['a', 'b', 'a', 'b'])
  const left = stream()
  for await (const { data } of events(left)) if (data === 'a') break
  assert.equal(left.destroyed, true)
})

test('no page events are expected where only addEventListener was added', async (t) => {
  globalThis.addEventListener = () => {}
  t.after(() => delete globalThis.addEventListener)
  const { url } = await serve('data: a\n\n')
  const { source, first } = open(t, url)
  assert.deepEqual(await first(2), ['open', 'message a #'])
  source.close()
  assert.equal(source.readyState, 2)
})

test('a function that throws beside one that rejects is one failed attempt, and nothing is unhandled', async (t) => {
  const { url } = await serve('')
  let calls = 0
  const { first, errors } = open(t, url, {
    async headers() {
      if (!calls++) throw new Error('headers')
    },
    request() {
      if (calls === 1) throw new Error('request')
    },
  })
  // An unhandled rejection would fail the test.
  assert.deepEqual(await first(2), ['error options', 'open'])
  assert.match(errors[0].cause.message, /^(headers|request)$/)
})

test('a response whose body was read is final, as its events cannot be read any more', async (t) => {
  const { url } = await serve(ending('data: a\n\n'))
  const { first, errors } = open(t, url, {
    async fetch(...args) {
      const response = await fetch(...args)
      for await (const chunk of response.body) assert.ok(chunk.length)
      return response
    },
  })
  assert.deepEqual(await first(1), ['error unsupported, closed'])
  assert.match(errors[0].message, /its body was read/)
})

test('Response.error() is a network error, which is tried again', async (t) => {
  const { url } = await serve('')
  let calls = 0
  const { first, errors } = open(t, url, {
    fetch: (...args) => (calls++ ? fetch(...args) : Response.error()),
  })
  assert.deepEqual(await first(2), ['error network', 'open'])
  assert.equal(errors[0].cause, undefined)
})

for (const [what, fetchAs] of [
  ['', fetch],
  [', although fetch ignores it', (url) => fetch(url)],
]) {
  test(`a signal in request aborts its attempt while the stream is open${what}`, async (t) => {
    const { url, requested } = await serve('data: a\n\n')
    const controllers = []
    const { first, errors } = open(t, url, {
      fetch: fetchAs,
      request() {
        controllers.push(new AbortController())
        return { signal: controllers.at(-1).signal }
      },
    })
    await first(2)
    controllers[0].abort(new DOMException('too long', 'TimeoutError'))
    await first(5)
    assert.equal(errors.length, 1)
    assert.deepEqual([errors[0].reason, errors[0].cause.name], ['network', 'TimeoutError'])
    const [{ closed }] = await requested(2)
    await closed
  })
}

test('a redirect that is not followed is a failure with the status 0 and the response', async (t) => {
  const { url } = await serve(status(302, { Location: '/other' }))
  const type = { value: 'opaqueredirect' }
  const { first, errors } = open(t, url, {
    request: { redirect: 'manual' },
    // As browsers return it.
    async fetch(...args) {
      const { headers } = await fetch(...args)
      return Object.defineProperty(
        { status: 0, headers: new Headers(), body: null, all: headers },
        'type',
        type,
      )
    },
  })
  assert.deepEqual(await first(1), ['error status, closed'])
  const { status: given, code, response, cause, message } = errors[0]
  assert.deepEqual([given, code, response.type, cause], [0, 0, 'opaqueredirect', undefined])
  assert.match(message, /status 0: request.redirect does not follow redirects/)
})

test('what Deno does not permit is final', async (t) => {
  const { fetch } = globalThis
  t.after(() => (globalThis.fetch = fetch))
  globalThis.fetch = async () => {
    throw Object.assign(new Error('Requires net access'), { name: 'NotCapable' })
  }
  const { first, errors } = open(t, 'http://127.0.0.1/')
  assert.deepEqual(await first(1), ['error options, closed'])
  assert.match(errors[0].message, /NotCapable: Requires net access/)
})

test('a reader that resolves to nothing is final, as the response is no stream of bytes', async (t) => {
  const body = { getReader: () => ({ read: async () => {}, cancel() {} }) }
  const { first } = open(t, 'http://127.0.0.1/', { fetch: async () => ({ ...head, body }) })
  assert.deepEqual(await first(2), ['open', 'error unsupported, closed'])
})

// The same connection as an async iterable of plain objects.

import { Context, readerOf } from '../src/browser/context.js'
import { parseURL } from '../src/browser/request.js'
import { callListener } from './dispatch.js'
import { EventSourceError } from './error.js'
import { withEngine } from './load.js'
import { ITERATOR_OPTIONS, checkedInit, givenOptions } from './options.js'
import { CLOSED, CONNECTING } from './ready_state.js'

/** Returns the reader of a stream, or of the body of a response; undefined for a URL. Either may be of another realm. */
const readerOfSource = (source) => {
  const { body = source, bodyUsed } = Object(source)
  if (body === null || bodyUsed) {
    throw new TypeError('EventSource: the response has no body, or it was read')
  }
  return body && readerOf(body)
}

/** Returns the events of a stream. It connects when the first event is requested, and closes when the loop is left. */
export const events = (source, init = null) => {
  init = checkedInit(givenOptions(init, ITERATOR_OPTIONS), ITERATOR_OPTIONS)
  init.reader = readerOfSource(source)
  const url = init.reader ? 'about:event-stream' : parseURL(`${source}`)
  const { signal, onerror } = init
  const context = new Context(init, url)
  try {
    if (init.reader) context.responseURL = new URL(source.url).href
  } catch {
    // Not that of a response.
  }
  let iterator
  let loading
  let error

  /** Ends the loop. `thrown` is an array of what it throws, which may be anything; undefined for nothing. */
  const finish = (thrown) => {
    if (iterator) iterator.abort(thrown)
    if (iterator || state.readyState === CLOSED) return
    state.readyState = CLOSED
    error = thrown
    context.abort()
    context.release()
  }

  // A timeout is an error, unlike an abort without a reason. Older engines have no reasons.
  const abort = () => {
    const { reason } = signal
    finish(reason === undefined || Object(reason).name === 'AbortError' ? undefined : [reason])
  }

  const state = {
    readyState: CONNECTING,
    fail(details) {
      if (onerror) callListener(() => onerror(Object.assign(new Event('error'), details)))
      if (!details.willReconnect) finish([new EventSourceError(details)])
    },
  }

  const load = () => {
    context.start()
    return withEngine(init, state, ({ iterate }) => {
      iterator = iterate(context, init, (details) => new EventSourceError(details))
    })
  }

  /** Without an engine, or after a failure to load one. */
  const start = async () => {
    if (state.readyState !== CLOSED) {
      loading = loading || load()
      await loading
    }
    if (iterator) return iterator.next()
    const thrown = error
    error = undefined
    if (thrown) throw thrown[0]
    return { value: undefined, done: true }
  }

  // Not an async function, which would take three more microtasks for each event.
  const next = () => (iterator ? iterator.next() : start())

  if (signal) {
    context.onAbort = abort
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
  }

  return {
    next,
    async return(value) {
      finish()
      return iterator ? iterator.return(value) : { value, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

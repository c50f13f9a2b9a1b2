// Checks the options. What is wrong is said at once, by name.

const refuse = (option, expected) => {
  throw new TypeError(`EventSource: '${option}' must be ${expected}`)
}

/** Names the option in what another constructor has to say about its value. */
const attempt = (option, use) => {
  try {
    return use()
  } catch (error) {
    throw new TypeError(`EventSource: '${option}' cannot be used: ${error.message}`, {
      cause: error,
    })
  }
}

const number = (name, value, preset, min, max, expected) => {
  if (value === undefined) return preset
  if (!(typeof value === 'number' && value >= min && value <= max)) refuse(name, expected)
  return value
}

const isFunction = (value) => typeof value === 'function'

/** The options as the core reads them: each read once, checked, and complete. */
export const checkedInit = (init) => {
  if (init !== null && !/^(object|function)$/.test(typeof init)) refuse('init', 'an object')
  const {
    withCredentials,
    headers,
    method,
    body,
    fetch,
    signal,
    lastEventId = '',
    backoff = {},
    maxEventSize,
  } = init || {}

  if (method !== undefined) attempt('method', () => new Request('http://a', { method }))
  if (body instanceof globalThis.ReadableStream)
    refuse('body', 'a function if it can be read only once')
  if (body != null && !isFunction(body))
    attempt('body', () => new Request('http://a', { method, body }))
  if (fetch !== undefined && !isFunction(fetch)) refuse('fetch', 'a function')
  if (signal != null && !isFunction(signal.addEventListener)) refuse('signal', 'an AbortSignal')
  if (typeof lastEventId !== 'string' || /[\0\r\n]/.test(lastEventId)) {
    refuse('lastEventId', 'a string without NUL, CR and LF')
  }
  if (Object(backoff) !== backoff) refuse('backoff', 'an object')
  const { initial, factor, max, jitter, retries } = backoff

  return {
    withCredentials: !!withCredentials,
    headers:
      headers == null || isFunction(headers)
        ? headers || undefined
        : attempt('headers', () => [...new Headers(headers)]),
    method,
    body: body == null ? undefined : body,
    fetch,
    signal,
    lastEventId,
    initial: number(
      'backoff.initial',
      initial,
      3e3,
      0,
      Infinity,
      'a number of milliseconds, 0 or more',
    ),
    factor: number('backoff.factor', factor, 2, 1, Infinity, 'a number, 1 or more'),
    max: number('backoff.max', max, 3e4, 0, Infinity, 'a number of milliseconds, 0 or more'),
    jitter: number('backoff.jitter', jitter, 1, 0, 1, 'a number from 0 to 1'),
    retries: number('backoff.retries', retries, Infinity, 0, Infinity, 'a number, 0 or more'),
    maxEventSize: number(
      'maxEventSize',
      maxEventSize,
      2 ** 28,
      1,
      Infinity,
      'a number of bytes, 1 or more',
    ),
  }
}

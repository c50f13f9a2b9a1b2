// Checks the options. What is wrong is said at once, by name.

const refuse = (option, expected) => {
  throw new TypeError(`EventSource: '${option}' must be ${expected}`)
}

/** Names the option in what the platform has to say about its value. */
const use = (option, constructor, ...values) => {
  try {
    return new constructor(...values)
  } catch (cause) {
    throw new TypeError(`EventSource: '${option}' cannot be used: ${cause.message}`, { cause })
  }
}

/** The default, the smallest and the largest value of each number; times are in milliseconds. */
const BACKOFF = {
  initial: [3e3, 0],
  factor: [2, 1],
  max: [3e4, 0],
  jitter: [1, 0, 1],
  retries: [Infinity, 0],
}
const MAX_EVENT_SIZE = [2 ** 28, 1]
const IDLE_TIMEOUT = [Infinity, 1]

const number = (option, value, [preset, min, max = Infinity]) => {
  if (value === undefined) return preset
  if (typeof value === 'number' && value >= min && value <= max) return value
  return refuse(option, `a number from ${min} to ${max}`)
}

const isFunction = (value) => typeof value === 'function'
export const isObject = (value) => Object(value) === value

const isStatus = (value) => Number.isInteger(value) && value >= 200 && value <= 599

/** Statuses become a function that knows them; a function may not forget to answer, or answer later. */
const asPredicate = (retryOn) => {
  if (retryOn === undefined) return retryOn
  if (isFunction(retryOn)) {
    return (response) => {
      const answer = retryOn(response)
      return typeof answer === 'boolean'
        ? answer
        : refuse('retryOn', 'a function that returns true or false')
    }
  }
  if (!Array.isArray(retryOn) || !retryOn.every(isStatus)) {
    refuse('retryOn', 'an array of statuses from 200 to 599, or a function')
  }
  const statuses = [...retryOn]
  return ({ status }) => statuses.includes(status)
}

/** The options as the core reads them: each read once, checked, and complete. */
export const checkedInit = (init) => {
  if (init !== null && !isObject(init)) refuse('init', 'an object')
  const {
    withCredentials,
    method,
    fetch,
    signal,
    lastEventId = '',
    lastEventIdParam,
    retryOn,
    idleTimeout,
    pauseWhenHidden,
    maxEventSize,
    backoff = {},
  } = init || {}
  let { headers, body } = init || {}

  if (headers === null) headers = undefined
  if (headers !== undefined && !isFunction(headers)) headers = [...use('headers', Headers, headers)]
  if (body === null) body = undefined
  if (method !== undefined) use('method', Request, 'http://a', { method })
  if (body !== undefined && /^(get|head)$/i.test(method || 'get')) {
    refuse('body', "sent with a method that may have one, like 'POST'")
  }
  if (body !== undefined && !isFunction(body)) {
    if (body instanceof globalThis.ReadableStream)
      refuse('body', 'given by a function, since it can be read only once')
    use('body', Request, 'http://a', { method, body })
  }
  if (fetch !== undefined && !isFunction(fetch)) refuse('fetch', 'a function')
  if (
    signal != null &&
    !(isFunction(signal.addEventListener) && isFunction(signal.removeEventListener))
  ) {
    refuse('signal', 'an AbortSignal')
  }
  if (typeof lastEventId !== 'string' || /[\0\r\n]/.test(lastEventId)) {
    refuse('lastEventId', 'a string without NUL, CR and LF')
  }
  if (
    lastEventIdParam !== undefined &&
    (typeof lastEventIdParam !== 'string' || !lastEventIdParam)
  ) {
    refuse('lastEventIdParam', 'the name of a query parameter')
  }
  if (!isObject(backoff)) refuse('backoff', 'an object')

  const checked = {
    withCredentials: !!withCredentials,
    headers,
    method,
    body,
    fetch,
    signal,
    lastEventId,
    lastEventIdParam,
    pauseWhenHidden: !!pauseWhenHidden,
    retryOn: asPredicate(retryOn),
  }
  checked.maxEventSize = number('maxEventSize', maxEventSize, MAX_EVENT_SIZE)
  checked.idleTimeout = number('idleTimeout', idleTimeout, IDLE_TIMEOUT)
  for (const name in BACKOFF)
    checked[name] = number(`backoff.${name}`, backoff[name], BACKOFF[name])
  return checked
}

// Checks the options. What is wrong is said at once, by name.

const isFunction = (value) => typeof value === 'function'
export const isObject = (value) => Object(value) === value

const isStatus = (value) => Number.isInteger(value) && value >= 200 && value <= 599

const refuse = (option, expected) => {
  throw new TypeError(`EventSource: '${option}' must be ${expected}`)
}

/** What the platform makes of an option's value; what it has to say against it is said with the option's name. */
const attempt = (option, make) => {
  try {
    return make()
  } catch ({ message }) {
    return refuse(option, `usable: ${message}`)
  }
}

const number = (preset, min, max = Infinity) => [
  (value) => typeof value === 'number' && value >= min && value <= max,
  `a number from ${min} to ${max}`,
  preset,
]

/** The default of each option, what its value has to be, and how that is said; times are in milliseconds. */
const OPTIONS = {
  withCredentials: [],
  pauseWhenHidden: [],
  headers: [],
  method: [],
  body: [],
  fetch: [isFunction, 'a function'],
  signal: [
    (value) => isFunction(value.addEventListener) && isFunction(value.removeEventListener),
    'an AbortSignal',
    null,
  ],
  lastEventId: [
    (value) => typeof value === 'string' && !/[\0\r\n]/.test(value),
    'one line of text',
    '',
  ],
  lastEventIdParam: [
    // Half of a surrogate pair has no UTF-8.
    (value) => typeof value === 'string' && value && !/[\ud800-\udfff]/u.test(value),
    'the name of a query parameter',
  ],
  retryOn: [
    (value) => isFunction(value) || (Array.isArray(value) && value.every(isStatus)),
    'an array of statuses from 200 to 599, or a function that returns true or false',
  ],
  idleTimeout: number(Infinity, 1),
  maxEventSize: number(2 ** 28, 1),
  backoff: [isObject, 'an object', {}],
}

const BACKOFF = {
  initial: number(3e3, 0),
  factor: number(2, 1),
  max: number(3e4, 0),
  jitter: number(1, 0, 1),
  retries: number(Infinity, 0),
}

const read = (options, given, prefix = '') => {
  const checked = { __proto__: null }
  for (const option of Object.keys(options)) {
    const [isRight, expected, preset] = options[option]
    const { [option]: value = preset } = given
    if (value !== preset && isRight && !isRight(value)) refuse(prefix + option, expected)
    checked[option] = value
  }
  return checked
}

/** The options that are given, each read once. */
export const givenOptions = (init) => {
  if (init !== null && !isObject(init)) refuse('init', 'an object')
  const given = { __proto__: null }
  for (const option of Object.keys(OPTIONS)) {
    const value = (init || {})[option]
    if (value !== undefined) given[option] = value
  }
  return given
}

/** The options as the core reads them: checked and complete. */
export const checkedInit = (given) => {
  const checked = read(OPTIONS, given)
  const { headers, method, body, retryOn } = checked
  if (!isFunction(headers)) {
    checked.headers =
      headers == null ? undefined : attempt('headers', () => [...new Headers(headers)])
  }
  if (method !== undefined) attempt('method', () => new Request('http://a', { method }))
  if (body != null) {
    if (/^(get|head)$/i.test(method || 'get')) refuse('body', 'sent with POST or the like')
    if (!isFunction(body)) {
      if (body instanceof globalThis.ReadableStream)
        refuse('body', 'a function that returns the stream')
      attempt('body', () => new Request('http://a', { method, body }))
    }
  }
  if (retryOn) {
    const statuses = isFunction(retryOn) || [...retryOn]
    checked.retryOn = (response) => {
      const answer = isFunction(retryOn) ? retryOn(response) : statuses.includes(response.status)
      return typeof answer === 'boolean' ? answer : refuse('retryOn', OPTIONS.retryOn[1])
    }
  }
  checked.withCredentials = !!checked.withCredentials
  checked.pauseWhenHidden = !!checked.pauseWhenHidden
  return Object.assign(checked, read(BACKOFF, checked.backoff, 'backoff.'))
}

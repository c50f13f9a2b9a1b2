// Checks the options: a TypeError names the one that is wrong.

import { headerPairs, isMembers, isStream } from '../src/browser/request.js'

const isFunction = (value) => typeof value === 'function'
export const isObject = (value) => Object(value) === value

const isStatus = (value) => Number.isInteger(value) && value >= 200 && value <= 599

const refuse = (option, expected) => {
  throw new TypeError(`EventSource: '${option}' must be ${expected}`)
}

/** Returns what the platform makes of an option's value; its exception becomes a TypeError that names the option. */
const convert = (option, make) => {
  try {
    return make()
  } catch ({ message }) {
    return refuse(option, `usable: ${message}`)
  }
}

/** Throws what the platform has against a request with these members, as far as it can tell. */
const tryRequest = (init) => globalThis.Request && new Request('http://a', init)

const number = (preset, min, max = Infinity) => [
  (value) => typeof value === 'number' && value >= min && value <= max,
  `a number from ${min} to ${max}`,
  preset,
]

/** How each option is checked, what the TypeError expects, and the default. Times are in milliseconds. */
const OPTIONS = {
  withCredentials: [],
  pauseWhenHidden: [],
  headers: [],
  method: [],
  body: [],
  request: [isMembers, 'a RequestInit, or a function that returns one'],
  fetch: [isFunction, 'a function'],
  signal: [
    (value) => isFunction(value.addEventListener) && isFunction(value.removeEventListener),
    'an AbortSignal',
    null,
  ],
  // Half of a surrogate pair has no UTF-8.
  lastEventId: [
    (value) => typeof value === 'string' && !/[\0\r\n\ud800-\udfff]/u.test(value),
    'one line of text',
    '',
  ],
  lastEventIdParam: [
    (value) => typeof value === 'string' && value && !/[\ud800-\udfff]/u.test(value),
    'the name of a query parameter',
  ],
  retryOn: [
    (value) => isFunction(value) || (Array.isArray(value) && value.every(isStatus)),
    'an array of statuses from 200 to 599, or a function',
  ],
  share: [
    (value, { lastEventId }, options) =>
      typeof value === 'string' && value && !lastEventId && options === OPTIONS,
    "a name, without 'lastEventId' or events()",
  ],
  reconnectOnEnd: [(value) => typeof value === 'boolean', 'a boolean'],
  idleTimeout: number(Infinity, 1),
  maxEventSize: number(2 ** 28, 1),
  backoff: [isObject, 'an object', { __proto__: null }],
}

/** Those of `events()`, which has no event target. */
export const ITERATOR_OPTIONS = {
  ...OPTIONS,
  onopen: [isFunction, 'a function'],
  onerror: [isFunction, 'a function'],
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
    if (value !== preset && isRight && !isRight(value, given, options))
      refuse(prefix + option, expected)
    checked[option] = value
  }
  return checked
}

/** The options that are given, each read once. */
export const givenOptions = (init, options = OPTIONS) => {
  if (init !== null && !isObject(init)) refuse('init', 'an object')
  const given = { __proto__: null }
  for (const option of Object.keys(init ? options : {})) {
    const value = init[option]
    if (value !== undefined) given[option] = value
  }
  return given
}

/** The options as a context has them: checked and complete. */
export const checkedInit = (given, options = OPTIONS) => {
  const checked = read(options, given)
  const { headers, method, body, request, retryOn } = checked
  if (!isFunction(headers)) {
    checked.headers = headers == null ? undefined : convert('headers', () => headerPairs(headers))
  }
  if (method !== undefined) convert('method', () => tryRequest({ method }))
  if (body != null) {
    if (/^(get|head)$/i.test(method || 'get') && !request) {
      refuse('body', 'sent with a method that has a body, like POST')
    }
    if (!isFunction(body)) {
      if (isStream(body)) refuse('body', 'a function that returns the stream')
      convert('body', () => tryRequest({ method: method || 'POST', body }))
    }
  }
  if (request && !isFunction(request)) {
    const { headers, body } = (checked.request = { ...request })
    if (isStream(body)) refuse('request', 'a function if its body is a stream')
    if (headers) checked.request.headers = convert('request.headers', () => headerPairs(headers))
  }
  if (retryOn && !isFunction(retryOn)) {
    const statuses = [...retryOn]
    checked.retryOn = ({ status }) => statuses.includes(status) || undefined
  }
  checked.withCredentials = !!checked.withCredentials
  checked.pauseWhenHidden = !!checked.pauseWhenHidden
  return Object.assign(checked, read(BACKOFF, checked.backoff, 'backoff.'))
}

// The options of eventsource-wasm: read from the form, and given to the constructor.

import { parseHeaders } from './dom.js'

const BACKOFF = ['initial', 'factor', 'max', 'jitter', 'retries']

const withoutEmpty = (entries) =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''))
const numeric = (text) => (text.trim() === '' ? undefined : Number(text))
const unlessEmpty = (object) => (Object.keys(object).length ? object : undefined)

/** The options that a form sets, without those that it leaves empty. */
export function readOptions(form) {
  const data = new FormData(form)
  const text = (name) => data.get(name) ?? ''
  const statuses = text('retryOn')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number)
  return withoutEmpty([
    ['method', text('method') === 'GET' ? undefined : text('method')],
    ['headers', unlessEmpty(Object.fromEntries(parseHeaders(text('headers'))))],
    ['body', text('method') === 'GET' ? undefined : text('body')],
    ['lastEventIdParam', text('lastEventIdParam')],
    ['backoff', unlessEmpty(withoutEmpty(BACKOFF.map((name) => [name, numeric(text(name))])))],
    ['retryOn', statuses.length ? statuses : undefined],
    ['idleTimeout', numeric(text('idleTimeout'))],
    ['pauseWhenHidden', data.has('pauseWhenHidden') || undefined],
  ])
}

/** Whether the form selects a bearer token. */
export const needsToken = (form) => new FormData(form).has('token')

/** `options` with a token that is valid for `life` seconds, and that another one replaces after a 401. */
export function addToken(options, life) {
  let token
  const fetchToken = async () => {
    const response = await fetch(`token?life=${life}`, { method: 'POST' })
    return response.text()
  }
  const headers = async ({ failure }) => {
    if (failure?.status === 401) token = undefined
    token ??= await fetchToken()
    return { ...options.headers, Authorization: `Bearer ${token}` }
  }
  return { ...options, headers }
}

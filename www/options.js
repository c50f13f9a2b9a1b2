// The options of our client: read from the form, given to the constructor, written as code.

import { parseHeaders } from './dom.js'

const BACKOFF = ['initial', 'factor', 'max', 'jitter', 'retries']

const given = (entries) =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''))
const numeric = (text) => (text.trim() === '' ? undefined : Number(text))
const orNothing = (object) => (Object.keys(object).length ? object : undefined)

/** What a form asks for, without what it leaves alone. `headers` is absent if a token is wanted. */
export function readOptions(form) {
  const data = new FormData(form)
  const text = (name) => data.get(name) ?? ''
  const statuses = text('retryOn')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number)
  return given([
    ['headers', orNothing(Object.fromEntries(parseHeaders(text('headers'))))],
    ['method', text('method') === 'GET' ? undefined : text('method')],
    ['body', text('method') === 'GET' ? undefined : text('body')],
    ['lastEventIdParam', text('lastEventIdParam')],
    ['backoff', orNothing(given(BACKOFF.map((name) => [name, numeric(text(name))])))],
    ['retryOn', statuses.length ? statuses : undefined],
    ['idleTimeout', numeric(text('idleTimeout'))],
    ['pauseWhenHidden', data.has('pauseWhenHidden') || undefined],
  ])
}

/** The path that gives a fresh token, if the form asks for one before every attempt. */
export const tokenPath = (form, life) =>
  new FormData(form).has('token') ? `/token?life=${life}` : undefined

/** The constructor's options; with `path` each attempt asks there for a token. */
export function toInit(options, path) {
  if (!path) return options
  return {
    ...options,
    headers: async () => {
      const response = await fetch(path, { method: 'POST' })
      return { ...options.headers, Authorization: `Bearer ${await response.text()}` }
    },
  }
}

/** A value as a literal, in the style of most code. */
function literal(value) {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const key = (name) => (/^[a-z]\w*$/i.test(name) ? name : literal(name))
  const lines = Object.entries(value).map(([name, inner]) => `${key(name)}: ${literal(inner)}`)
  return `{ ${lines.join(', ')} }`
}

function initLines(options, path) {
  const lines = Object.entries(options)
    .filter(([name]) => !(path && name === 'headers'))
    .map(([name, value]) => `  ${name}: ${literal(value)},`)
  if (!path) return lines
  const own = Object.entries(options.headers ?? {}).map(
    ([name, value]) => `${literal(name)}: ${literal(value)}, `,
  )
  const headers = `  headers: async () => ({ ${own.join('')}Authorization: \`Bearer \${await token()}\` }), // before every attempt`
  return [headers, ...lines]
}

const NATIVE =
  '// No option of ours: where the browser has an EventSource, this is it, and nothing else is loaded.'

/** A program that does what our column does; its run of the scenario begins when it does. */
export function toCode(url, options, path) {
  const lines = initLines(options, path)
  const token = `const token = async () => (await fetch('${path}', { method: 'POST' })).text()\n`
  const init = lines.length ? `, {\n${lines.join('\n')}\n}` : ''
  return [
    "import { EventSource } from 'eventsource-wasm'\n",
    ...(path ? [token] : []),
    ...(init ? [] : [NATIVE]),
    `const source = new EventSource(\`${url}&from=\${Date.now()}\`${init})`,
    "source.onopen = () => console.log('open')",
    'source.onmessage = (event) => console.log(event.data, event.lastEventId)',
    'source.onerror = (event) => console.log(event.reason, event.message)',
    '// Later: source.close()\n',
  ].join('\n')
}

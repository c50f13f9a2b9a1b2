// The promises of SECURITY.md, checked against what the servers received in one session.

import { INITIAL, isDenying, kindOf } from './grammar.js'
import { secretOf } from './client.js'

/** Timers fire up to a millisecond early, and clocks of two threads differ by less. */
const TOLERANCE = 1.5

/** Of what the page passed, runtimes send these with a redirected request, and no library can prevent it. */
const REDIRECTED_BY_RUNTIME = ['header', 'header function', 'request', 'body', 'last event ID']

const tokenOf = ({ url }) => url.split('/')[3]
const isPreflight = ({ method }) => method === 'OPTIONS'

/** Returns what the session broke, as text. `isBrowser`: there are CORS, cookies and probes. */
export function check({ session, exchanges }, isBrowser) {
  const third = exchanges.filter(({ where }) => where === 'third')
  return [
    ...checkRate(third, session.client, isBrowser),
    ...checkSecrets(third, session, isBrowser),
    ...(isBrowser ? checkCredentials(exchanges, session.client) : []),
  ]
}

/**
 * A third party that does not let this client in gets no request within `backoff.initial` of its last response, which is known
 * before the client can know it. A source of another origin than the page's, while it has never been open, sends up to two more:
 * the probe of a failed CORS check, and the request again.
 */
function checkRate(third, { isSameOrigin, secret }, isBrowser) {
  const soon = third.filter((exchange, index) => {
    const previous = third[index - 1]
    if (!previous || kindOf(previous) === 'stream') return false
    const isSameAttempt = isPreflight(previous) && tokenOf(previous) === tokenOf(exchange)
    return !isSameAttempt && exchange.arrived - previous.responded < INITIAL - TOLERANCE
  })
  const allowed = isBrowser && !isSameOrigin && secret !== 'body' ? 2 : 0
  if (soon.length <= allowed) return []
  return [`${soon.length} requests at a third party came too soon`]
}

function checkSecrets(third, { seed, client }, isBrowser) {
  const secret = secretOf(seed)
  const basic = Buffer.from(`user:${secret}`).toString('base64')
  const seen = new Set()
  const problems = []
  for (const exchange of third) {
    const { headers, url, body, method } = exchange
    const isRedirected = !seen.has(tokenOf(exchange))
    if (!isPreflight(exchange)) seen.add(tokenOf(exchange))
    if (headers.authorization) problems.push(`Authorization at a third party: ${method} ${url}`)
    const sent = JSON.stringify([headers, url, body])
    if (!sent.includes(secret) && !sent.includes(basic)) continue
    const isAllowed = client.secret === 'body' || !(isBrowser && isDenying(exchange))
    const isByRuntime = isRedirected && isAllowed && REDIRECTED_BY_RUNTIME.includes(client.secret)
    if (!isByRuntime) problems.push(`the ${client.secret} at a third party: ${method} ${url}`)
    if (client.redirect !== 'follow') problems.push(`a secret although redirects are forbidden`)
  }
  return problems
}

function checkCredentials(exchanges, { withCredentials }) {
  if (withCredentials) return []
  const leaks = exchanges.filter(
    ({ where, headers }) =>
      where !== 'own' && (headers.cookie || headers.authorization?.startsWith('Basic')),
  )
  return leaks.map(({ where, url }) => `credentials at the origin ${where}: ${url}`)
}

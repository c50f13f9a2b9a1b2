// What is known of a failure, for `error` events and for what `events()` throws.

import { describe, failureOf } from '../src/browser/response.js'

/** Why the browser blocks a response, and what would change that. */
const blockedBy = ({ violation, sent = {} }, wasOpen) => {
  if (violation) return `the page's Content Security Policy (${violation}) does not allow the URL`
  if (!/^http/.test(sent.url)) return "fetch cannot fetch the URL's scheme"
  if (wasOpen) {
    return 'the server refuses the CORS preflight for the header Last-Event-ID: allow it with Access-Control-Allow-Headers, or use the option lastEventIdParam'
  }
  const preflight = sent.sendsId ? ', or the preflight for the header Last-Event-ID' : ''
  return `CORS: the server does not allow this origin with Access-Control-Allow-Origin${preflight}`
}

/** `delay` is negative if no attempt follows. */
export const failureDetails = (reason, message, note, delay, context) => {
  const { status, cause, hasBeenOpen } = context
  if (reason === 'status') {
    message += ` ${status}`
    // The other members of a shared stream have no response.
    const { type } = context.response || { type: 'opaqueredirect' }
    if (!status && type === 'opaqueredirect')
      message += ': request.redirect does not follow redirects'
  } else if (reason === 'content-type') message += `: '${cause}'`
  else if (reason === 'refused') message += `: ${blockedBy(context, hasBeenOpen)}`
  else if (cause !== undefined) message += `: ${describe(cause)}`
  const willReconnect = delay >= 0
  const next = willReconnect
    ? `reconnecting in ${Math.round(delay)} ms`
    : 'the connection is closed'
  const { response, ...told } = failureOf(context)
  const details = {
    reason,
    message: `${message}${note}; ${next}`,
    ...told,
    code: told.status,
    willReconnect,
    delay: willReconnect ? delay : undefined,
  }
  // The response is for the event alone: the functions that are called before the next attempt do not keep it.
  context.failure = details
  return { ...details, response }
}

// What the demo's server can do. Data only: the page reads it, and so does the server.
//
//   amount    the number that the user may change: its label, its unit, and its initial value
//   options   the options of eventsource-wasm that the page sets when the scenario is chosen
//   answers   whether the stream is one answer that ends, read with `events()`

/** Seconds into a run at which an outage begins: long enough to show that everything worked before. */
export const OUTAGE_BEGINS = 3

const QUESTION = {
  method: 'POST',
  headers: 'Content-Type: application/json',
  body: '{"question":"What are server-sent events?"}',
  retries: '0',
}

export const SCENARIOS = {
  steady: {
    name: 'Steady',
    does: 'A numbered message every half second. Both columns do the same. Try “Cut the connection”.',
  },
  drop: {
    name: 'Drops',
    does: 'The server breaks the connection again and again. Both columns reconnect and resume from the last event ID.',
    amount: { label: 'Breaks every', unit: 's', value: 4 },
  },
  unavailable: {
    name: '503 for a while',
    does: `After ${OUTAGE_BEGINS} seconds the server restarts and responds with 503. By the standard, the connection is over; retryOn tries again.`,
    amount: { label: 'Down for', unit: 's', value: 6 },
    options: { retryOn: '503', initial: '1000', max: '2000' },
  },
  limited: {
    name: '429, Retry-After',
    does: `After ${OUTAGE_BEGINS} seconds the server responds with 429 and a Retry-After header. retryOn waits that long.`,
    amount: { label: 'Limited for', unit: 's', value: 6 },
    options: { retryOn: '429', initial: '1000', max: '2000' },
  },
  token: {
    name: 'Token expires',
    does: 'The stream needs a bearer token and ends when it expires. The next request sends the expired token and gets 401; the one after that sends a new token. The browser’s EventSource cannot send one.',
    amount: { label: 'Token valid for', unit: 's', value: 5 },
    options: { token: true, retryOn: '401', initial: '1000' },
  },
  stalled: {
    name: 'Stalled',
    does: 'The connection stays open, but no more data arrives, as behind a dead proxy. Only idleTimeout detects it.',
    amount: { label: 'Stalls after', unit: 's', value: 3 },
    options: { idleTimeout: '2000' },
  },
  slow: {
    name: 'Slow bytes',
    does: 'Every byte is a chunk of its own. Each message must still arrive once and complete.',
    amount: { label: 'A byte every', unit: 'ms', value: 20 },
  },
  burst: {
    name: 'Burst',
    does: 'Thousands of messages at once, every three seconds. Show one column only to see how long it blocks the page.',
    amount: { label: 'Messages', unit: '', value: 5000 },
  },
  answer: {
    name: 'Language model',
    does: 'The response to a POST, word by word, ends with [DONE]. “Stop the answer” aborts it. The browser’s EventSource can only send GET, and gets 405.',
    amount: { label: 'Words per second', unit: '', value: 10 },
    options: QUESTION,
    answers: true,
  },
  truncated: {
    name: 'Answer cut off',
    does: 'The connection breaks in the middle of an answer. With backoff.retries 0 the question is not sent again: the loop throws, or, in a browser that reports a clean end, ends without [DONE].',
    amount: { label: 'Cut after', unit: 'words', value: 25 },
    options: QUESTION,
    answers: true,
  },
}

export const FIRST_SCENARIO = 'unavailable'

// What the demo's server can be asked to do. Data alone: the page reads it, and so does the server.
//
//   amount    the number that the user may change: what it means, its unit, and where it starts
//   options   what the page sets for our client when the scenario is chosen

/** Seconds into a run at which an outage begins: long enough to see that everything worked before. */
export const OUTAGE_BEGINS = 3

export const SCENARIOS = {
  steady: {
    name: 'Steady',
    does: 'A numbered message every half second. Both do the same; cut the connection yourself.',
  },
  drop: {
    name: 'Drops',
    does: 'The connection is broken off again and again. Both come back and ask for what they missed.',
    amount: { label: 'Broken every', unit: 's', value: 4 },
  },
  unavailable: {
    name: '503 for a while',
    does: `After ${OUTAGE_BEGINS} seconds the server is being restarted and answers 503. To the standard that is the end.`,
    amount: { label: 'Restarted for', unit: 's', value: 6 },
    options: { retryOn: '503', max: '2000' },
  },
  limited: {
    name: '429, Retry-After',
    does: `After ${OUTAGE_BEGINS} seconds the server asks everyone to stay away for a while, and says for how long.`,
    amount: { label: 'Away for', unit: 's', value: 6 },
    options: { retryOn: '429', max: '2000' },
  },
  token: {
    name: 'Token expires',
    does: 'The stream wants a bearer token, and ends when the token does. The browser’s EventSource cannot send one.',
    amount: { label: 'Token lives', unit: 's', value: 5 },
    options: { token: true },
  },
  silent: {
    name: 'Silent death',
    does: 'The connection stays open, but nothing comes any more: a dead proxy, a lost network. Nobody is told.',
    amount: { label: 'Dead after', unit: 's', value: 3 },
    options: { idleTimeout: '2000' },
  },
  slow: {
    name: 'Slow bytes',
    does: 'Every byte arrives alone. A message must come out whole, once, whatever the pieces were.',
    amount: { label: 'A byte every', unit: 'ms', value: 20 },
  },
  burst: {
    name: 'Burst',
    does: 'Thousands of messages at once, every three seconds. Listen with one alone to see how long it holds the page up.',
    amount: { label: 'Messages', unit: '', value: 5000 },
  },
  tokens: {
    name: 'Language model',
    does: 'Words as a language model sends them, each an event of its own.',
    amount: { label: 'Words per second', unit: '', value: 25 },
    options: { method: 'POST', body: '{"question":"What are server-sent events?"}' },
  },
}

export const FIRST_SCENARIO = 'unavailable'

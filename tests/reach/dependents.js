// Libraries that take an EventSource, or depend on one, with this library in its place: each connects, receives, reconnects,
// reports an error and closes.

import { app, node, runIn, version } from './tools.js'

const WHAT = 'connection, events, reconnection, an error, close'

/** A test of apps/dependents, run by Node. */
const row = (dependent, file, how) => ({
  environment: dependent,
  version: version(dependent),
  what: `${how}: ${WHAT}`,
  run: async () => {
    const folder = await app('dependents', { '.': 'dependents' })
    await runIn(folder, node(), ['--test', '--test-timeout=30000', `${file}.test.js`], 60)
  },
})

export const rows = [
  row('@microsoft/signalr', 'signalr', 'as its EventSource option'),
  row('pocketbase', 'pocketbase', 'as the global EventSource'),
  row('reconnecting-eventsource', 'reconnecting_eventsource', 'as its eventSourceClass'),
  row('@trpc/client', 'trpc', 'as the EventSource of its subscription link'),
  row('msw', 'msw', 'connected to its sse() handlers'),
]

// Libraries that take an EventSource, or depend on one, with this library in its place: each connects, receives, reconnects,
// reports an error and closes.

import { app, install, node, packed, runIn, version } from './tools.js'

const WHAT = 'connection, events, reconnection, an error, close'

const test = (folder, file) =>
  runIn(folder, node(), ['--test', '--test-timeout=30000', '--test-force-exit', file], 60)

/** A test of apps/dependents, run by Node. */
const row = (dependent, file, how) => ({
  environment: dependent,
  version: version(dependent),
  what: `${how}: ${WHAT}`,
  run: async () => {
    await test(await app('dependents', { '.': 'dependents' }), file)
  },
})

/** Libraries that depend on `eventsource`, installed with an override that puts this package in its place. */
const OVERRIDDEN = ['@microsoft/signalr', '@modelcontextprotocol/sdk']

let installed
const overridden = async () => {
  const folder = await app('overridden', { '.': 'dependents' })
  const dependencies = Object.fromEntries(OVERRIDDEN.map((name) => [name, version(name)]))
  const overrides = { eventsource: `file:${packed().file}` }
  await (installed ??= install(folder, { type: 'module', dependencies, overrides }))
  return folder
}

const override = (dependent, file) => ({
  environment: dependent,
  version: version(dependent),
  what: `as an override of its dependency eventsource: ${WHAT}`,
  run: async () => {
    await test(await overridden(), file)
  },
})

export const rows = [
  row('@microsoft/signalr', 'signalr.test.js', 'as its EventSource option'),
  override('@microsoft/signalr', 'signalr_override.test.js'),
  override('@modelcontextprotocol/sdk', 'mcp.test.js'),
  row('pocketbase', 'pocketbase.test.js', 'as the global EventSource'),
  row('reconnecting-eventsource', 'reconnecting_eventsource.test.js', 'as its eventSourceClass'),
  row('@trpc/client', 'trpc.test.js', 'as the EventSource of its subscription link'),
  row('@tanstack/ai-client', 'tanstack_ai.test.js', 'events() in a connection adapter'),
  row('msw', 'msw.test.js', 'connected to its sse() handlers'),
]

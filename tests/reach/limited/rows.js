// Engines that are no browser, with the globals of React Native and Expo, and other environments that lack something.

import assert from 'node:assert/strict'
import { rows as bareRows } from './bare.js'
import { ENGINES, runApplication } from './engines.js'
import { rows as pageRows } from './pages.js'
import { rows as reactNativeRows } from './react_native.js'
import { limitedVersion } from './tools.js'

const REACT_NATIVE = `React Native ${limitedVersion('react-native')}`
const EXPO = `${REACT_NATIVE}, Expo ${limitedVersion('expo')}`

const origin = 'https://server.test'
const FIRST = { type: 'message', data: 'one', lastEventId: '1', origin }
const SENT = [
  ['text/event-stream', 'Bearer reach', ''],
  ['text/event-stream', 'Bearer reach', '1'],
]

const EVENT_SOURCE = {
  seen: [
    'open',
    FIRST,
    'error end',
    'open',
    { type: 'price', data: 'tést', lastEventId: '2', origin },
    { type: 'message', data: 'three', lastEventId: '2', origin },
  ],
  states: [0, 1, 2],
  isEvent: true,
  members: [null, 0],
  requests: SENT,
  aborted: [true, true],
}

const ASYNC_ITERABLE = {
  seen: [FIRST, { type: 'message', data: 'two', lastEventId: '2', origin }, 'three'],
  requests: SENT,
  aborted: [true, true],
  posts: [['POST', 2]],
}

const number = (value) => value.toLocaleString('en')

/** An application with what Expo puts in the place of a browser's globals. */
async function runExpo(engine) {
  const { start, speed, ...seen } = await runApplication('expo', engine)
  assert.equal(start.typeofWebAssembly, 'undefined')
  assert.deepEqual(seen, {
    eventSource: EVENT_SOURCE,
    throwingListener: { seen: ['one', 'two', 1], reported: ['thrown at one', 'thrown at two'] },
    asyncIterable: ASYNC_ITERABLE,
    readableStream: {
      seen: { type: 'message', data: 'seven', lastEventId: '7', origin: 'null' },
      willReconnect: false,
      state: 2,
    },
    networkError: { reason: 'network', willReconnect: true, data: 'back', requests: 2 },
    reconnect: { state: 0, data: 'back', isEarly: true },
    appState: {
      seen: [10, 20],
      inBackground: [true],
      aborted: [true, true],
      ids: ['', '1'],
    },
    share: { data: 'one', requests: 1 },
  })
  const { polyfill } = await runApplication('polyfill', engine)
  assert.deepEqual(polyfill, { isInstalled: true })
  return {
    note: `${number(speed.eventsPerSecond)} events a second, ${start.milliseconds} ms until the core has started`,
  }
}

/** The `fetch` of React Native itself cannot stream: that is one final error. */
async function runReactNative(engine) {
  const { endlessResponse, wholeResponse } = await runApplication('reactNative', engine)
  for (const [{ message, ...seen }, count] of [
    [endlessResponse, 0],
    [wholeResponse, 1],
  ]) {
    const final = { reason: 'unsupported', willReconnect: false, state: 2 }
    assert.deepEqual(seen, { seen: [], ...final, count })
    assert.match(message, /fetch does not stream.*docs\/limited-environments\.md/)
  }
}

/** React Native before 0.86. */
async function runWithoutEvents(engine) {
  const { EventSource, FetchEventSource, asyncIterable } = await runApplication(
    'withoutEvents',
    engine,
  )
  for (const { message } of [EventSource, FetchEventSource]) {
    assert.match(message, /Event or EventTarget is missing: import 'event-target-polyfill' first/)
  }
  assert.deepEqual(asyncIterable, ASYNC_ITERABLE)
  const { eventSource } = await runApplication('withEventsOfPolyfill', engine)
  assert.deepEqual(eventSource, EVENT_SOURCE)
}

const engineRows = (engine) => {
  const { environment, version } = engine
  const row = (what, run) => ({
    environment,
    version,
    what,
    core: 'JavaScript',
    run: () => run(engine),
  })
  return [
    row(
      `${EXPO}: header, events, resumption, close, a throwing listener, async iteration, POST, fromReadableStream, reconnect(), AppState, polyfill`,
      runExpo,
    ),
    row(`${REACT_NATIVE} alone: one final error about its fetch`, runReactNative),
    row(
      `${EXPO}, Event and EventTarget deleted: constructor names them, async iteration; all with event-target-polyfill`,
      runWithoutEvents,
    ),
  ]
}

export const rows = [
  ...Object.values(ENGINES).flatMap(engineRows),
  ...bareRows,
  ...reactNativeRows,
  ...pageRows,
]

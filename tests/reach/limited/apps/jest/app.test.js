/* global expect, test */

// The tests of an application of React Native, which Jest runs in Node with React Native's preset.

import { writeFileSync } from 'node:fs'
import { EventSource, FetchEventSource, events } from 'eventsource-wasm'
import 'eventsource-wasm/polyfill'
import { AppState } from 'react-native'
import { iterate, receive } from './receive'
import urls from './urls.json'

test('receives events', async () => {
  const file = require.resolve('eventsource-wasm')
  const received = await Promise.all([receive(EventSource, urls[0]), iterate(events, urls[1])])
  expect(globalThis.EventSource).toBe(FetchEventSource)
  expect(AppState.addEventListener).toBeDefined()
  writeFileSync('received.json', JSON.stringify({ file, received }))
})

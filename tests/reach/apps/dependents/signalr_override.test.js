// SignalR, whose dependency `eventsource` is this library by an override; only what is required has that dependency.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { testSignalR } from './signalr.js'

const require = createRequire(import.meta.url)

test('SignalR depends on this library', () => {
  const requireThere = createRequire(require.resolve('@microsoft/signalr'))
  assert.equal(requireThere('eventsource/package.json').name, 'eventsource-wasm')
})

testSignalR(require('@microsoft/signalr'), {})

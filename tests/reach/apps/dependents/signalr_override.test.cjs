// SignalR, whose dependency `eventsource` is this library by an override: Node's is what it requires.

const assert = require('node:assert/strict')
const { createRequire } = require('node:module')
const { test } = require('node:test')
const signalR = require('@microsoft/signalr')

test('SignalR depends on this library', () => {
  const require = createRequire(createRequire(__filename).resolve('@microsoft/signalr'))
  assert.equal(require('eventsource/package.json').name, 'eventsource-wasm')
})

import('./signalr.js').then(({ testSignalR }) => testSignalR(signalR, {}))

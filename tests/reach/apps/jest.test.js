/* global test */

// A test in Jest that writes what it receives to a file.

const { writeFileSync } = require('node:fs')
const { EventSource, events } = require('eventsource-wasm')
const { iterate, receive } = require('./receive.js')
const [first, second] = require('./urls.json')

test('receives', async () => {
  const received = [await receive(EventSource, first), await iterate(events, second)]
  writeFileSync('received.json', JSON.stringify(received))
})

/* global jest, test */

// A test in Jest by its fake clock; what it has received is in a file.

const { writeFileSync } = require('node:fs')
const { FetchEventSource } = require('eventsource-wasm')
const { fakeServer } = require('eventsource-wasm/testing')
const { exercise } = require('./fake_server.js')

test('receives from a fake server, by a fake clock', async () => {
  jest.useFakeTimers({ advanceTimers: true })
  const elapse = (delay) => jest.advanceTimersByTime(delay)
  const log = await exercise(FetchEventSource, fakeServer, elapse)
  writeFileSync('received.json', JSON.stringify(log))
})

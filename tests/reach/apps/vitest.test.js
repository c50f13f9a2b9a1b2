// A test in Vitest, in whatever environment; what it has received is in a file.

import { writeFileSync } from 'node:fs'
import { EventSource, events, FetchEventSource } from 'eventsource-wasm'
import { fakeServer } from 'eventsource-wasm/testing'
import { expect, test, vi } from 'vitest'
import { exercise } from './fake_server.js'
import { iterate, receive } from './receive.js'
import urls from './urls.json'

test('receives', async () => {
  const [first, second] = urls
  const received = [await receive(EventSource, first), await iterate(events, second)]
  writeFileSync('received.json', JSON.stringify(received))
})

test('receives from a fake server, by a fake clock', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const elapse = (delay) => vi.advanceTimersByTime(delay)
  expect(await exercise(FetchEventSource, fakeServer, elapse)).toEqual([
    'Bearer reach',
    'one',
    'network',
    '1',
    'status',
    'fakeServer: respond() was called a second time',
    'client',
    3,
  ])
  vi.useRealTimers()
})

// What else can be on the channel.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMessage } from '../../js/share/messages.js'
import { World } from './world.js'

const batch = new TextEncoder().encode('\n2\r\rdata\r')

const position = { term: 1.5, index: 3, lastEventId: '1', reconnectionTime: 3_000, isExact: true }
const entry = (method, ...args) => ({ ...position, index: 4, method, args })
const context = { responseURL: 'http://a/' }
const failure = ['status', 'it has status', '', -1, { status: 401, sent: {} }]

const RIGHT = [
  { type: 'query' },
  { type: 'reply' },
  { type: 'reply', position },
  { type: 'entries', position, entries: [] },
  { type: 'entries', position, entries: [entry('events', batch)], context: null },
  { type: 'entries', position, entries: [entry('open', context)], context },
  { type: 'entries', position, entries: [entry('error', ...failure)] },
  { type: 'entries', position, entries: [entry('connecting')] },
  { type: 'request' },
  { type: 'request', position },
  { type: 'snapshot', to: 0.25, position, context },
  { type: 'snapshot', to: 0.25, requested: position, position, context: null },
  { type: 'reconnect' },
].map((message) => ({ term: 1.5, from: 0.5, ...message }))

const JUNK = [
  undefined,
  null,
  '',
  'text',
  -1,
  NaN,
  Infinity,
  1e300,
  true,
  [],
  [null],
  {},
  { length: -1 },
  { toString: 1, valueOf: 1 },
  new Uint8Array([10]),
  new Uint8Array([13]),
  new Date(NaN),
  new Map(),
]

/** All copies of a value in which one part is junk. */
function* spoiled(value) {
  yield* JUNK
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  for (const key of Object.keys(value)) {
    for (const junk of spoiled(value[key])) {
      yield Array.isArray(value)
        ? value.map((item, at) => (String(at) === key ? junk : item))
        : { ...value, [key]: junk }
    }
  }
}

test('the messages of this library are messages', () => {
  for (const message of RIGHT) assert.ok(isMessage(message), JSON.stringify(message))
})

test('what is forged in shape is ignored, by every member', () => {
  const world = new World(1)
  for (let number = 0; number < 3; number++) {
    world.join()
    world.pass(200)
  }
  let refused = 0
  for (const message of RIGHT) {
    for (const forged of spoiled(message)) {
      // What is still in shape is as good as what a member posts.
      if (isMessage(forged)) continue
      refused++
      for (const { member } of world.contexts) {
        member.handleMessage(forged)
        assert.equal(member.poll(), undefined, JSON.stringify(forged))
      }
    }
  }
  assert.ok(refused > 1_000, `${refused} were refused`)
})

test('a message in shape never throws, whatever it says', () => {
  for (const message of RIGHT) {
    for (const forged of spoiled(message)) {
      if (!isMessage(forged)) continue
      const world = new World(1)
      world.join()
      world.pass(200)
      const follower = world.join()
      world.pass(200)
      for (const context of world.contexts) context.$deliver = () => {}
      for (const context of [world.contexts[0], follower]) context.tell('handleMessage', forged)
      world.pass(100)
    }
  }
})

test('bytes that are no batch are no entry', () => {
  for (const text of ['x', '\r', 'type\rdata', '\n1', '\n1\rtype\r', 'a\rb\rc\r']) {
    const bytes = new TextEncoder().encode(text)
    const message = {
      type: 'entries',
      term: 1.5,
      from: 0.5,
      position,
      entries: [entry('events', bytes)],
    }
    assert.equal(isMessage(message), false, JSON.stringify(text))
  }
  for (const text of ['', '\r\r', '\n1\r', 'type\rdata\r\n1\r', '\r\n\r']) {
    const bytes = new TextEncoder().encode(text)
    const message = {
      type: 'entries',
      term: 1.5,
      from: 0.5,
      position,
      entries: [entry('events', bytes)],
    }
    assert.equal(isMessage(message), true, JSON.stringify(text))
  }
})

// The rules of shared streams, one by one.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newMember } from '../../js/share/member.js'
import { World } from './world.js'

const encode = (text) => new TextEncoder().encode(text)

/** A world of one event to an ID, in which members have joined one after the other; the first one leads. */
const newWorld = (count, options) => {
  const world = new World(1, { groupSize: 1, ...options })
  for (let number = 0; number < count; number++) {
    world.join()
    world.pass(200)
  }
  return world
}

const emit = (world, count = 1) => {
  for (let sent = 0; sent < count; sent++) {
    world.emit()
    world.pass(100)
  }
}

const roles = ({ contexts }) => contexts.map(({ member }) => member.role())
const delivered = ({ contexts }) => contexts.map((context) => context.delivered)

/** What the connection of a leader receives, in a world whose server sends nothing by itself. */
const receive = (context, text, time = 3_000) => {
  const batch = encode(text)
  context.tell('handleConnection', 'events', [batch], [batch], time)
}

test('one member leads, and all receive every event', () => {
  const world = newWorld(3)
  emit(world, 3)
  assert.deepEqual(roles(world), ['leader', 'follower', 'follower'])
  assert.deepEqual(delivered(world), [
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ])
})

test('a member that joins late learns the state at once, and receives the events from then on', () => {
  const world = newWorld(1)
  emit(world, 2)
  const late = world.join()
  world.pass(100)
  const { isOpen, lastEventId, reconnectionTime, delivered } = late
  assert.deepEqual(
    { isOpen, lastEventId, reconnectionTime, delivered },
    { isOpen: true, lastEventId: '2', reconnectionTime: 3_000, delivered: [] },
  )
  emit(world)
  assert.deepEqual(late.delivered, [2])
})

test('a member that joins while the leader waits for its next attempt is not open, and opens with it', () => {
  const world = newWorld(1)
  world.cut()
  const late = world.join()
  world.pass(60)
  assert.equal(late.isOpen, false)
  world.pass(200)
  assert.equal(late.isOpen, true)
})

test('errors reach all members with all their arguments', () => {
  const world = newWorld(2)
  const calls = []
  world.contexts[1].$deliver = (...call) => calls.push(call)
  const args = ['status', 'it has status', '', -1, { status: 401, sent: {} }]
  world.contexts[0].tell('handleConnection', 'error', args, args)
  world.pass(100)
  assert.deepEqual(calls, [['error', ...args]])
})

test('the arguments that only the leader has are not posted', () => {
  const world = newWorld(2)
  const [leader, follower] = world.contexts
  const calls = []
  for (const context of [leader, follower]) {
    context.$deliver = (method, context) => calls.push(context.response)
  }
  const response = () => {}
  const shared = [{ responseURL: 'http://a/' }]
  leader.tell('handleConnection', 'open', [{ ...shared[0], response }], shared)
  world.pass(100)
  assert.deepEqual(calls, [response, undefined])
})

test('a batch without events is posted only if the reconnection time has changed', () => {
  const world = newWorld(2)
  const posted = []
  const [leader, follower] = world.contexts
  leader.$post = (message) => posted.push(message)
  receive(leader, '')
  assert.equal(posted.length, 0)
  receive(leader, '', 10)
  assert.equal(posted.length, 1)
  follower.tell('handleMessage', posted[0])
  assert.equal(follower.reconnectionTime, 10)
})

test('the next leader starts from the last event ID and the reconnection time of the last one', () => {
  const world = newWorld(2)
  const [first, second] = world.contexts
  for (const context of [first, second]) context.$deliver = () => {}
  receive(first, '\n7\r\rx\r', 50)
  const connections = []
  second.$connect = (...args) => connections.push(args)
  world.pass(100)
  first.close()
  world.pass(500)
  assert.deepEqual(connections, [['7', 50]])
})

test('an empty last event ID resets it for the next leader too', () => {
  const world = newWorld(2)
  const [first, second] = world.contexts
  for (const context of [first, second]) context.$deliver = () => {}
  receive(first, '\n7\r\rx\r')
  receive(first, '\n\r\ry\r')
  const connections = []
  second.$connect = (...args) => connections.push(args)
  world.pass(100)
  first.close()
  world.pass(500)
  assert.deepEqual(connections, [['', 3_000]])
})

test('a member that comes back receives what it has missed before it is told anything else', () => {
  const world = newWorld(2)
  const [, follower] = world.contexts
  emit(world)
  follower.tell('suspend')
  assert.equal(follower.isOpen, false)
  emit(world, 5)
  follower.tell('resume')
  world.pass(100)
  assert.deepEqual(follower.delivered, [0, 1, 2, 3, 4, 5])
  assert.equal(follower.isOpen, true)
})

test('a member that has missed more than the log has connects alone, until both connections receive the same event', () => {
  const world = newWorld(2)
  const [, follower] = world.contexts
  emit(world)
  follower.tell('suspend')
  for (let sent = 0; sent < 5_000; sent++) {
    world.emit()
    world.pass(1)
  }
  world.pass(100)
  const connections = []
  world.onConnect = ({ member }, lastEventId) => connections.push([member.role(), lastEventId])
  follower.tell('resume')
  emit(world, 2)
  assert.deepEqual(connections, [['solo', '1']])
  assert.equal(follower.member.role(), 'follower')
  assert.equal(follower.delivered.length, 5_003)
  assert.equal(world.countConnections(), 1)
})

test('a leader that was suspended leads no more, and follows when it is back', () => {
  const world = newWorld(2)
  const [first] = world.contexts
  emit(world)
  first.tell('suspend')
  emit(world, 3)
  first.tell('resume')
  emit(world)
  assert.deepEqual(roles(world), ['follower', 'leader'])
  assert.deepEqual(first.delivered, [0, 1, 2, 3, 4])
})

test('a leader that is stalled is deposed within 10 seconds, and aborts its connection when it is back', () => {
  const world = newWorld(3)
  const [first] = world.contexts
  emit(world)
  first.stall()
  world.pass(10_000)
  emit(world)
  assert.deepEqual(world.contexts[2].delivered, [0, 1])
  first.wake()
  world.pass(100)
  assert.equal(first.member.role(), 'follower')
  assert.equal(first.connection, undefined)
  emit(world)
  assert.deepEqual(first.delivered, [0, 1, 2])
})

test('an idle leader that replies is not deposed', () => {
  const world = newWorld(5)
  world.pass(600_000)
  assert.deepEqual(roles(world), ['leader', ...Array(4).fill('follower')])
})

test('followers of an idle leader do not all send it requests', () => {
  const world = newWorld(10)
  let requests = 0
  const post = world.post.bind(world)
  world.post = (sender, message) => {
    if (message.type === 'request') requests++
    post(sender, message)
  }
  world.pass(60_000)
  assert.ok(requests > 0 && requests < 60, `${requests} requests in a minute`)
})

test('a lock that somebody else holds is stolen after three seconds and a little more', () => {
  const world = new World(1, { groupSize: 1 })
  world.requestLock({ add() {} }, false)
  world.pass(100)
  world.join()
  world.pass(2_900)
  assert.deepEqual(roles(world), ['follower'])
  world.pass(2_000)
  assert.deepEqual(roles(world), ['leader'])
})

test('a lock that somebody else steals is stolen back', () => {
  const world = newWorld(2)
  emit(world)
  world.requestLock({ add() {} }, true)
  emit(world, 2)
  world.pass(10_000)
  emit(world)
  assert.deepEqual(delivered(world), [
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ])
  assert.equal(world.countConnections(), 1)
})

test('events that the new connection repeats are skipped by their IDs, also if it repeats fewer', () => {
  const calls = []
  const member = newMember(0.5, 3_000)
  const run = () => {
    for (let action; (action = member.poll());) {
      if (action[1] === 'events') calls.push(new TextDecoder().decode(action[2]))
    }
  }
  const position = (term, index, lastEventId) => ({
    term,
    index,
    lastEventId,
    reconnectionTime: 3_000,
    isExact: true,
  })
  const entry = (term, index, lastEventId, text) => ({
    ...position(term, index, lastEventId),
    method: 'events',
    args: [encode(text)],
  })
  const message = (term, type, members) => {
    member.handleMessage({ type, term, from: term % 1, ...members })
    run()
  }
  member.resume()
  message(1.1, 'snapshot', { to: 0.5, position: position(1.1, 1, '1') })
  const origin = position(1.1, 1, '1')
  message(1.1, 'entries', {
    position: origin,
    entries: [
      entry(1.1, 2, '2', '\n2\r\rb\r'),
      entry(1.1, 3, '3', '\n3\r\rc\r\rc2\r'),
      entry(1.1, 4, '4', '\n4\r\rd\r'),
    ],
  })
  calls.length = 0
  // The new leader has not received the last three, and its server has merged two of them.
  message(2.2, 'entries', { position: origin, entries: [], context: null })
  message(2.2, 'entries', { position: origin, entries: [entry(2.2, 2, '3', '\n3\r\rc\r')] })
  message(2.2, 'entries', {
    position: position(2.2, 2, '3'),
    entries: [entry(2.2, 3, '5', '\n4\r\rd\r\n5\r\re\r')],
  })
  message(2.2, 'entries', {
    position: position(2.2, 3, '5'),
    entries: [entry(2.2, 4, '4', '\n4\r\rthe ID again\r')],
  })
  assert.deepEqual(calls, ['\n5\r\re\r\n5\r', '\n4\r\rthe ID again\r'])
})

test('nothing follows close()', () => {
  const world = newWorld(2)
  const [leader] = world.contexts
  const { member } = leader
  const batch = encode('\n1\r\rx\r')
  member.handleConnection('events', [batch], [batch], 3_000)
  member.close()
  const names = []
  for (let action; (action = member.poll());) names.push(action[0])
  assert.deepEqual(names, ['disconnect', 'release', 'leave', 'wait'])
  member.handleConnection('events', [batch], [batch], 3_000)
  member.handleMessage({ type: 'query', term: 5.5, from: 0.5 })
  member.handleLock(0)
  member.handleLockLost()
  member.handleTimeout()
  member.reconnect()
  assert.equal(member.poll(), undefined)
})

test('reconnect() means the connection of the leader', () => {
  const world = newWorld(2)
  const [leader, follower] = world.contexts
  const { connection } = leader
  follower.tell('reconnect')
  world.pass(100)
  assert.notEqual(leader.connection, connection)
  assert.equal(follower.connection, undefined)
})

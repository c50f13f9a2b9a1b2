// Random lives of up to ten members, against what shared streams promise.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { World } from './world.js'

const LIVES = Number(process.env.EVENTSOURCE_SHARE_LIVES ?? 300)
const FIRST = Number(process.env.EVENTSOURCE_SHARE_SEED ?? 1)
const MOST_CONTEXTS = 10

/** What happens in a life, and how often. */
const HAPPENINGS = {
  emit: [40, (world) => world.emit()],
  burst: [2, (world) => Array.from({ length: 30 }, () => world.emit())],
  join: [6, (world) => world.living().length < MOST_CONTEXTS && world.join()],
  close: [2, (world) => anyOf(world)?.close()],
  crash: [2, (world) => anyOf(world)?.crash()],
  endLeader: [
    3,
    (world) => {
      // What it has just posted is still on its way.
      if (world.random() < 0.5) {
        world.emit()
        world.pass(world.upTo(60))
      }
      leaderOf(world)?.[world.pick(['close', 'crash'])]()
    },
  ],
  suspend: [3, (world) => anyOf(world, isActive)?.tell('suspend')],
  suspendLeader: [2, (world) => leaderOf(world)?.tell('suspend')],
  resume: [6, (world) => anyOf(world, isSuspended)?.tell('resume')],
  stall: [3, (world) => anyOf(world)?.stall()],
  stallLeader: [2, (world) => leaderOf(world)?.stall()],
  wake: [6, (world) => anyOf(world, ({ isStalled }) => isStalled)?.wake()],
  jump: [3, (world) => anyOf(world)?.jump()],
  cut: [2, (world) => world.cut()],
  reconnect: [1, (world) => anyOf(world, isActive)?.tell('reconnect')],
}

const isSuspended = ({ member, isStalled }) => member.role() === 'suspended' && !isStalled
const isActive = ({ member, isStalled }) => member.role() !== 'suspended' && !isStalled
const anyOf = (world, isRight = () => true) => world.pick(world.living().filter(isRight))
const leaderOf = (world) =>
  anyOf(world, ({ member, isStalled }) => member.role() === 'leader' && !isStalled)

const choose = (world, happenings) => {
  const names = Object.keys(HAPPENINGS).filter((name) => happenings.includes(name))
  let rest = world.upTo(names.reduce((sum, name) => sum + HAPPENINGS[name][0], 0))
  return names.find((name) => (rest -= HAPPENINGS[name][0]) < 0)
}

/** Lets everything come to rest: nothing is lost any more, and all that is not stalled takes part. */
const settle = (world) => {
  world.loss = 0
  for (const context of world.living()) if (isSuspended(context)) context.tell('resume')
  if (!running(world).length) world.join()
  for (let count = 0; count < 40; count++) {
    world.emit()
    world.pass(1_500)
  }
}

const running = (world) => world.living().filter(({ isStalled }) => !isStalled)

const live = (world, happenings) => {
  const steps = 20 + world.upTo(150)
  for (let step = 0; step < steps; step++) {
    const name = choose(world, happenings)
    world.note(`-- ${name}`)
    HAPPENINGS[name][1](world)
    world.pass(world.random() < 0.1 ? world.upTo(8_000) : world.upTo(60))
  }
}

const checkRest = (world) => {
  const roles = running(world).map(({ member }) => member.role())
  assert.equal(roles.filter((role) => role === 'leader').length, 1, `one leader: ${roles}`)
  assert.equal(world.countConnections(), 1, `one connection: ${roles}`)
  for (const context of running(world)) {
    assert.ok(context.isOpen, `context ${context.number} is open`)
    assert.equal(
      context.delivered.at(-1),
      world.events.length - 1,
      `context ${context.number} is up to date`,
    )
    assert.equal(context.lastEventId, world.events.at(-1).id)
  }
}

/** A new leader resumes from the last event ID that any other has seen. */
const checkResumption = (world) => (leader, lastEventId) => {
  for (const { number, lastEventId: seen } of world.living()) {
    assert.ok(
      Number(lastEventId) >= Number(seen),
      `context ${leader.number} resumes after '${lastEventId}', ${number} has seen '${seen}'`,
    )
  }
}

const checkLives = (options, happenings, { prepare, check } = {}) => {
  for (let seed = FIRST; seed < FIRST + LIVES; seed++) {
    const world = new World(seed, options)
    prepare?.(world)
    try {
      live(world, happenings)
      check?.(world)
      settle(world)
      checkRest(world)
      for (const context of world.living()) context.wake()
      settle(world)
      checkRest(world)
    } catch (error) {
      if (process.env.EVENTSOURCE_SHARE_SEED) console.log(world.trace.join('\n'))
      error.message = `in the life with the seed ${seed}: ${error.message}`
      throw error
    }
  }
}

const ALL = Object.keys(HAPPENINGS)
const without = (...names) => ALL.filter((name) => !names.includes(name))

const STALLS = ['stall', 'stallLeader', 'jump']
const SUSPENSIONS = ['suspend', 'suspendLeader']

test('when members join, close and crash, nothing is lost, doubled or out of order, a new leader resumes from the last event that any has seen, and there are at most two connections', () => {
  checkLives({ latency: 80 }, without(...STALLS, ...SUSPENSIONS), {
    prepare(world) {
      world.onConnect = checkResumption(world)
    },
    check({ mostConnections }) {
      assert.ok(mostConnections <= 2, `${mostConnections} connections at once`)
    },
  })
})

test('when members are suspended, nothing is lost, doubled or out of order', () => {
  checkLives({}, without(...STALLS))
})

test('when members stall and clocks jump, nothing is lost, doubled or out of order', () => {
  checkLives({}, ALL)
})

test('on a channel that is slower than the wait for replies, nothing is lost, doubled or out of order', () => {
  checkLives({ latency: 600 }, ALL)
})

test('on a channel that loses messages, nothing is lost, doubled or out of order', () => {
  checkLives({ loss: 0.1 }, ALL)
})

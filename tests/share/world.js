// A world without a clock for random lives of members: channels, locks, a server and contexts that crash and stall. Everything
// follows from one seed.

import { newRandom } from '../adversary/random.js'
import { Context } from './context.js'

/** As the core makes it: an ID only where it changes. */
const newBatch = (events) => {
  let text = ''
  let last
  for (const { id, data } of events) {
    text += `${id === last ? '' : `\n${id}\r`}\r${data}\r`
    last = id
  }
  return new TextEncoder().encode(text)
}

const CHANNEL = 'channel of '

export class World {
  now = 0
  contexts = []
  /** All that the server has sent, each `{ id, data }`; `data` counts them. */
  events = []
  trace = []
  mostConnections = 0
  #queue = []
  #order = 0
  #lastId = 0
  #connections = new Set()
  #requests = []
  #holder

  /** `latency` and `loss` are those of the channel; `groupSize` is the largest number of events that share an ID. */
  constructor(seed, { latency = 20, loss = 0, groupSize = 3 } = {}) {
    this.random = newRandom(seed)
    this.latency = latency
    this.loss = loss
    this.groupSize = groupSize
  }

  upTo(limit) {
    return this.random() * limit
  }

  pick(list) {
    return list[Math.floor(this.upTo(list.length))]
  }

  note(text) {
    this.trace.push(`${Math.round(this.now)} ${text}`)
  }

  later(delay, run) {
    this.#queue.push({ time: this.now + delay, order: this.#order++, run })
  }

  /** Advances the clock by this many milliseconds. */
  pass(duration) {
    const end = this.now + duration
    for (;;) {
      let next
      for (const entry of this.#queue) {
        if (entry.time > end) continue
        if (
          !next ||
          entry.time < next.time ||
          (entry.time === next.time && entry.order < next.order)
        ) {
          next = entry
        }
      }
      if (!next) break
      this.#queue.splice(this.#queue.indexOf(next), 1)
      this.now = next.time
      next.run()
    }
    this.now = end
  }

  join() {
    const context = new Context(this, this.contexts.length)
    this.contexts.push(context)
    return context
  }

  living() {
    return this.contexts.filter(({ isDead, isClosed }) => !isDead && !isClosed)
  }

  // The channel: no order but that of one sender's messages to one receiver.

  post(sender, message) {
    for (const receiver of this.contexts) {
      if (receiver === sender || receiver.isDead || this.random() < this.loss) continue
      const arrival = Math.max(
        this.now + this.upTo(this.latency),
        sender.arrivals.get(receiver) ?? 0,
      )
      sender.arrivals.set(receiver, arrival)
      const { channel } = receiver
      this.later(arrival - this.now, () =>
        receiver.add(CHANNEL + sender.number, () => {
          if (channel && channel === receiver.channel) receiver.tell('handleMessage', message)
        }),
      )
    }
  }

  // The lock.

  requestLock(context, isSteal) {
    const request = { context, isOver: false }
    this.later(this.upTo(5), () => {
      if (request.isOver) return
      if (isSteal) {
        const stolen = this.#holder
        this.#holder = undefined
        if (stolen) this.later(this.upTo(5), () => this.#loseLock(stolen))
        this.#requests.unshift(request)
      } else {
        this.#requests.push(request)
      }
      this.#grant()
    })
    return request
  }

  releaseLock(request) {
    request.isOver = true
    this.later(this.upTo(5), () => this.#endRequest(request))
  }

  #endRequest(request) {
    this.#requests = this.#requests.filter((other) => other !== request)
    if (this.#holder === request) this.#holder = undefined
    this.#grant()
  }

  #loseLock(request) {
    const { context } = request
    context.add('lock', () => {
      if (context.request === request) context.tell('handleLockLost')
    })
  }

  #grant() {
    if (this.#holder || !this.#requests.length) return
    const request = (this.#holder = this.#requests.shift())
    const { context } = request
    this.later(this.upTo(5), () =>
      context.add('lock', () =>
        this.later(this.upTo(5), () => {
          const waiting = this.#requests.length
          context.add('lock', () => {
            if (context.request === request) context.tell('handleLock', waiting)
          })
        }),
      ),
    )
  }

  // The server.

  /** Sends an event, or some that share an ID. */
  emit() {
    const id = String(++this.#lastId)
    const group = Array.from({ length: 1 + Math.floor(this.upTo(this.groupSize)) }, () => ({ id }))
    for (const event of group) {
      event.data = this.events.length
      this.events.push(event)
    }
    for (const connection of this.#connections) connection.send(group)
  }

  connect(context, lastEventId) {
    const connection = { context, isOver: false, attempt: 0, arrival: 0, lastEventId }
    /** In the order of what is sent. */
    const arrive = (run) => {
      const { attempt } = connection
      connection.arrival = Math.max(this.now + this.upTo(30), connection.arrival)
      this.later(connection.arrival - this.now, () =>
        context.add('connection', () => {
          if (!connection.isOver && attempt === connection.attempt) run()
        }),
      )
    }
    connection.send = (events) => {
      if (!events.length) return
      arrive(() => {
        connection.lastEventId = events.at(-1).id
        const batch = newBatch(events)
        context.tell('handleConnection', 'events', [batch], [batch], 3_000)
      })
    }
    const start = () => {
      if (connection.isOver) return
      this.#connections.add(connection)
      const head = [{ responseURL: 'http://a/' }]
      arrive(() => context.tell('handleConnection', 'open', head, head))
      const first = connection.lastEventId
        ? this.events.findLastIndex(({ id }) => id === connection.lastEventId) + 1
        : this.events.length
      for (let at = first; at < this.events.length;) {
        let end = at + 1 + Math.floor(this.upTo(10))
        while (this.events[end]?.id === this.events[end - 1]?.id && end < this.events.length) end++
        connection.send(this.events.slice(at, end))
        at = end
      }
    }
    /** The server or the network ends it, and the core connects again. */
    connection.cut = () => {
      this.#connections.delete(connection)
      connection.attempt++
      context.add('connection', () => {
        if (connection.isOver) return
        const error = ['network', 'cut', '', 100, { sent: {} }]
        context.tell('handleConnection', 'error', error, error)
        this.later(100, () => context.add('connection', start))
      })
    }
    this.later(this.upTo(20), start)
    this.countConnections()
    return connection
  }

  disconnect(connection) {
    connection.isOver = true
    this.#connections.delete(connection)
  }

  cut() {
    if (this.#connections.size) this.pick([...this.#connections]).cut()
  }

  /** Those of contexts that run: a browser keeps that of one that is stalled. */
  countConnections() {
    const running = this.contexts.filter(
      ({ connection, isStalled, isDead }) => connection && !isStalled && !isDead,
    )
    this.mostConnections = Math.max(this.mostConnections, running.length)
    return running.length
  }

  /** The browser notices that a context is no more. */
  bury(context) {
    if (context.connection) this.disconnect(context.connection)
    this.#requests = this.#requests.filter((request) => request.context !== context)
    if (this.#holder?.context === context) this.#holder = undefined
    this.#grant()
  }
}

// A tab or a worker of the world: it has one member, runs its tasks, and does what the member commands.

import { newMember } from '../../js/share/member.js'
import { readBatch } from '../../js/share/batch.js'

export class Context {
  isDead = false
  isClosed = false
  isStalled = false
  channel
  connection
  request
  arrivals = new Map()
  isOpen = false
  lastEventId = ''
  reconnectionTime
  /** The data of the events that were delivered. */
  delivered = []
  #world
  #sources = new Map()
  #timer

  constructor(world, number) {
    this.#world = world
    this.number = number
    this.member = newMember(world.random(), 3_000)
    this.tell('resume')
  }

  /** Adds a task. Tasks of one source keep their order; those of several do not if they have to wait. */
  add(source, task) {
    if (this.isDead) return
    if (!this.#sources.has(source)) this.#sources.set(source, [])
    this.#sources.get(source).push(task)
    this.#work()
  }

  #work() {
    while (this.#sources.size && !this.isStalled && !this.isDead) {
      const source = this.#world.pick([...this.#sources.keys()])
      const tasks = this.#sources.get(source)
      const task = tasks.shift()
      if (!tasks.length) this.#sources.delete(source)
      task()
    }
  }

  stall() {
    this.isStalled = true
  }

  wake() {
    this.isStalled = false
    this.#work()
  }

  crash() {
    this.isDead = true
    this.#world.later(this.#world.upTo(20), () => this.#world.bury(this))
  }

  close() {
    this.isClosed = true
    this.tell('close')
  }

  /** A timer fires, however much too early or late. */
  jump() {
    if (!this.#timer || this.isClosed) return
    this.#timer = undefined
    this.add('timer', () => this.tell('handleTimeout'))
  }

  tell(what, ...args) {
    this.#world.note(
      `${this.number} ${what} ${JSON.stringify(args, (key, value) => (value instanceof Uint8Array ? `${value.length} bytes` : value))}`,
    )
    this.member[what](...args)
    for (let action; (action = this.member.poll());) {
      const [name, ...rest] = action
      this[`$${name}`](...rest)
    }
  }

  $join() {
    this.channel = {}
  }

  $leave() {
    this.channel = undefined
  }

  $post(message) {
    if (!this.channel) throw new Error('a message without a channel')
    this.#world.note(`${this.number} posts ${message.type} ${message.position?.index ?? ''}`)
    this.#world.post(this, structuredClone(message))
  }

  $request() {
    if (this.request) throw new Error('two requests for the lock')
    this.request = this.#world.requestLock(this, false)
  }

  $steal() {
    this.#world.note(`${this.number} steals`)
    this.$release()
    this.request = this.#world.requestLock(this, true)
  }

  $release() {
    if (this.request) this.#world.releaseLock(this.request)
    this.request = undefined
  }

  $connect(lastEventId) {
    if (this.connection) throw new Error('two connections of one member')
    this.#world.note(`${this.number} connects as ${this.member.role()} after '${lastEventId}'`)
    this.connection = this.#world.connect(this, lastEventId)
    this.#world.onConnect?.(this, lastEventId)
    this.#world.countConnections()
  }

  $disconnect() {
    if (this.connection) this.#world.disconnect(this.connection)
    this.connection = undefined
  }

  $reconnect() {
    const { lastEventId } = this.connection
    this.$disconnect()
    this.connection = this.#world.connect(this, lastEventId)
  }

  $wait(ms) {
    const timer = (this.#timer = ms ? {} : undefined)
    if (!timer) return
    this.#world.later(ms, () => {
      if (this.#timer === timer) this.jump()
    })
  }

  $deliver(method, ...args) {
    if (this.isClosed) throw new Error(`${method} after close()`)
    if (method === 'open') this.isOpen = true
    else if (method !== 'events') this.isOpen = false
    else this.#receive(...args)
  }

  #receive(batch, reconnectionTime) {
    const { events, lastEventId } = readBatch(batch, this)
    this.reconnectionTime = reconnectionTime
    this.lastEventId = lastEventId
    for (const event of events) {
      const data = Number(event.data)
      if (!this.isOpen) throw new Error('an event while the connection is not open')
      const { id } = this.#world.events[data]
      if (id !== event.lastEventId) throw new Error(`event ${data} has the ID ${event.lastEventId}`)
      const last = this.delivered.at(-1)
      if (last !== undefined && data !== last + 1) {
        throw new Error(`context ${this.number} received ${data} after ${last}`)
      }
      this.delivered.push(data)
    }
  }
}

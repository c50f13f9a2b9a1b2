// Writes down what an event source fires.

const STATES = ['CONNECTING', 'OPEN', 'CLOSED']

const describe = ({ type, data, target }) => {
  if (data !== undefined) return `${type} ${data}`
  return type === 'error' ? `error ${STATES[target.readyState]}` : type
}

export class Record {
  /** The events, and in words: `open`, `message DATA`, `error STATE`. */
  events = []
  entries = []
  #changed = () => {}

  constructor(source, types) {
    this.source = source
    /** Fulfilled by the first `error` that is no message. */
    this.ended = this.#first((event) => event.type === 'error' && event.data === undefined)
    for (const type of types) source.addEventListener(type, (event) => this.#add(event))
  }

  #add(event) {
    this.events.push(event)
    this.entries.push(describe(event))
    this.#changed(event)
  }

  /** The entries, once there are so many or there will be no more. */
  until = async (count) => {
    const isOver = () => this.entries.length >= count || this.entries.includes('error CLOSED')
    if (!isOver()) await this.#first(isOver)
    return this.entries
  }

  #first(isIt) {
    return new Promise((resolve) => {
      const changed = this.#changed
      this.#changed = (event) => {
        changed(event)
        if (isIt(event)) resolve(event)
      }
    })
  }
}

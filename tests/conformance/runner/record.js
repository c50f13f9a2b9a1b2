// Records the events of an event source.

const STATES = ['CONNECTING', 'OPEN', 'CLOSED']

const describe = ({ type, data, target }) => {
  if (data !== undefined) return `${type} ${data}`
  return type === 'error' ? `error ${STATES[target.readyState]}` : type
}

export class Record {
  /** The events, and their descriptions: `open`, `message DATA`, `error STATE`. */
  events = []
  entries = []
  #changed = () => {}

  constructor(source, types) {
    this.source = source
    /** Resolves with the first `error` that is not a message. */
    this.ended = this.#first((event) => event.type === 'error' && event.data === undefined)
    for (const type of types) source.addEventListener(type, (event) => this.#add(event))
  }

  #add(event) {
    this.events.push(event)
    this.entries.push(describe(event))
    this.#changed(event)
  }

  /** Resolves with the entries when there are `count`, or when the source is closed. */
  until = async (count) => {
    const isOver = () => this.entries.length >= count || this.entries.includes('error CLOSED')
    if (!isOver()) await this.#first(isOver)
    return this.entries
  }

  #first(matches) {
    return new Promise((resolve) => {
      const changed = this.#changed
      this.#changed = (event) => {
        changed(event)
        if (matches(event)) resolve(event)
      }
    })
  }
}

// What a loop over `events()` throws.

export const { EventSourceError } = {
  EventSourceError: class extends Error {
    /** `details` are those of an `error` event: see failure.js. */
    constructor(details) {
      super(details.message)
      Object.assign(this, details)
    }
  },
}
Object.defineProperty(EventSourceError.prototype, 'name', { value: 'EventSourceError' })

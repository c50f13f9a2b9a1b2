// The ready states: https://html.spec.whatwg.org/#dom-eventsource-readystate

export const CONNECTING = 0
export const OPEN = 1
export const CLOSED = 2

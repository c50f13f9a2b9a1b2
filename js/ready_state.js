// The states of the standard, § 9.2.2.

export const CONNECTING = 0
export const OPEN = 1
export const CLOSED = 2

// The module's bytes inside a script: it needs no second file that a bundler or a server could lose.

import digits from '../pkg/eventsource.wasm'

export const bytes = () => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16))

// The module's bytes inside a script: it needs no second file that a bundler or a server could lose.

import digits from '../pkg/eventsource.wasm'

export const bytes = () => {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(digits)
  const digit = (at) => parseInt(digits[at], 16)
  const byte = (_, at) => digit(2 * at) * 16 + digit(2 * at + 1)
  return Uint8Array.from({ length: digits.length / 2 }, byte)
}

// The module's bytes inside a script: bundlers and servers need not know a second kind of file.

import digits from '../pkg/eventsource.wasm'

export const source = () => {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(digits)
  const digit = (at) => parseInt(digits[at], 16)
  const byte = (_, at) => digit(2 * at) * 16 + digit(2 * at + 1)
  return Uint8Array.from({ length: digits.length / 2 }, byte)
}

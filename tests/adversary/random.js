// Random choices that a seed repeats (mulberry32).

export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (from, to) => from + Math.floor(next() * (to - from + 1))
  return {
    integer,
    /** Whether something happens that happens once in so many times. */
    oneIn: (times) => integer(1, times) === 1,
    pick: (values) => values[integer(0, values.length - 1)],
    list: (from, to, create) => Array.from({ length: integer(from, to) }, create),
  }
}

// Random numbers and choices that a seed repeats. Pages load this file too.

/** A generator of random numbers from 0 up to 1, which a seed repeats (mulberry32). */
export const newRandom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
  return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
}

export function createRandom(seed) {
  const next = newRandom(seed)
  const integer = (from, to) => from + Math.floor(next() * (to - from + 1))
  return {
    integer,
    /** Whether something happens that happens once in so many times. */
    oneIn: (times) => integer(1, times) === 1,
    pick: (values) => values[integer(0, values.length - 1)],
    list: (from, to, create) => Array.from({ length: integer(from, to) }, create),
  }
}

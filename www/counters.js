// Counts the numbered messages of one stream. Pure: no DOM, no clock, no network.

export const EMPTY = Object.freeze({
  received: 0,
  lost: 0,
  duplicates: 0,
  reconnections: 0,
  opened: false,
  newest: undefined,
})

/** The connection opened, for the first time or again. */
export function countOpen(counters) {
  const reconnections = counters.reconnections + (counters.opened ? 1 : 0)
  return { ...counters, opened: true, reconnections }
}

/**
 * Message `n` arrived. The numbers of a stream only rise, so a gap is a loss, and a number that is not above the newest is a
 * duplicate: no list of the numbers is needed.
 */
export function countMessage(counters, n) {
  const received = counters.received + 1
  if (n <= counters.newest) return { ...counters, received, duplicates: counters.duplicates + 1 }
  const lost = counters.lost + (counters.newest === undefined ? 0 : n - counters.newest - 1)
  return { ...counters, received, lost, newest: n }
}

/** What was lost and duplicated between `before` and `after`, in words. */
export function describeLoss(before, after) {
  const lost = after.lost - before.lost
  const duplicates = after.duplicates - before.duplicates
  return lost || duplicates
    ? `${lost} lost, ${duplicates} duplicates`
    : 'nothing lost, no duplicates'
}

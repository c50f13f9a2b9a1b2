// What has become of the numbered messages of one stream. Pure: no DOM, no clock, no network.

export const EMPTY = Object.freeze({
  received: 0,
  lost: 0,
  doubled: 0,
  reconnections: 0,
  opened: false,
  newest: undefined,
})

/** The connection opened, for the first time or again. */
export function open(tally) {
  const reconnections = tally.reconnections + (tally.opened ? 1 : 0)
  return { ...tally, opened: true, reconnections }
}

/**
 * Message `n` arrived. The numbers of a stream only rise, so a jump is a loss, and a number that is
 * not above the newest is a repetition: no list of the numbers seen has to be kept.
 */
export function receive(tally, n) {
  const received = tally.received + 1
  if (n <= tally.newest) return { ...tally, received, doubled: tally.doubled + 1 }
  const lost = tally.lost + (tally.newest === undefined ? 0 : n - tally.newest - 1)
  return { ...tally, received, lost, newest: n }
}

/** What was lost and doubled between two tallies, in words. */
export function verdict(before, after) {
  const lost = after.lost - before.lost
  const doubled = after.doubled - before.doubled
  return lost || doubled ? `${lost} lost, ${doubled} doubled` : 'no message lost or doubled'
}

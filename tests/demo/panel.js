/* global document */

// Reads what the demo shows. Runs in the page, without access to the scope of this module.

/**
 * The contents of a column and its lane, or false if they do not match `isTrue` yet. A number must be reached, a text
 * contained.
 */
export function readPanel([source, isTrue]) {
  const section = document.querySelector(`section[data-source="${source}"]`)
  const text = (name) => section.querySelector(`[data-${name}]`)?.textContent
  const number = (name) => Number(text(name)?.replaceAll(',', ''))
  const lane = document.querySelector(`[data-lane="${source}"]`)
  const drawn = (selector, key) =>
    [...(lane?.querySelectorAll(selector) ?? [])].map((node) => node.dataset[key])
  const panel = {
    state: text('state'),
    remark: text('remark'),
    received: number('received'),
    lost: number('lost'),
    doubled: number('doubled'),
    rate: number('rate'),
    attempts: number('attempts'),
    reconnections: number('reconnections'),
    log: text('log'),
    text: text('text'),
    segments: drawn('.segment', 'kind'),
    statuses: drawn('.attempt', 'status'),
    bars: drawn('.bar', 'at').length,
    wires: drawn('.wire', 'at').length,
  }
  const matches = ([name, expected]) =>
    typeof expected === 'number' ? panel[name] >= expected : panel[name]?.includes(expected)
  return Object.entries(isTrue).every(matches) && panel
}

/* global document */

// What the demo's page shows. Runs in the page: nothing of this file is there but the function itself.

/**
 * What a column shows and its lane draws, if every number in `isTrue` is reached and every text is there; otherwise
 * false.
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
  const holds = ([name, wanted]) =>
    typeof wanted === 'number' ? panel[name] >= wanted : panel[name]?.includes(wanted)
  return Object.entries(isTrue).every(holds) && panel
}

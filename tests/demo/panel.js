/* global document */

// Reads what the demo shows. Runs in the page, to which only the function itself is passed.

/**
 * What a column and its lane in the timeline show, if every number in `expected` is reached and every text is contained;
 * otherwise false.
 */
export function readPanel([source, expected]) {
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
    duplicates: number('duplicates'),
    rate: number('rate'),
    requests: number('requests'),
    reconnections: number('reconnections'),
    lastId: text('last-id'),
    log: text('log'),
    text: text('text'),
    segments: drawn('.segment', 'kind'),
    statuses: drawn('.request', 'status'),
    bars: drawn('.bar', 'at').length,
    connections: drawn('.connection', 'at').length,
  }
  const holds = ([name, wanted]) =>
    typeof wanted === 'number' ? panel[name] >= wanted : panel[name]?.includes(wanted)
  return Object.entries(expected).every(holds) && panel
}

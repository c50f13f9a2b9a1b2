// A column: the state, counters, connection log and newest messages of one record.

import { element, item, time } from './dom.js'
import { rate } from './record.js'

const number = new Intl.NumberFormat('en')

/** Milliseconds without a message that are reported; the server's longest pause is shorter. */
const QUIET = 4000

/** The text after the state. */
function describeState({ waitEnds, state, segments, messages }, now) {
  if (state === 'OPEN') {
    const quiet = now - Math.max(segments.at(-1).from, messages.at(-1)?.at ?? 0)
    return quiet < QUIET ? '' : `no data for ${Math.floor(quiet / 1000)} s`
  }
  if (state !== 'CONNECTING' || waitEnds === undefined) return ''
  return `reconnecting in ${(Math.max(0, waitEnds - now) / 1000).toFixed(1)} s`
}

/** Fills `section` with an empty panel; returns a function that shows a record in it. */
export function createPanel(section) {
  section.append(document.querySelector('#panel').content.cloneNode(true))
  const part = (name) => section.querySelector(`[data-${name}]`)
  const write = (name, text) => {
    const node = part(name)
    if (node.textContent !== text) node.textContent = text
  }
  const shown = {}

  /** Replaces a list only if it has changed. */
  function list(name, entries, build) {
    const key = JSON.stringify(entries)
    if (shown[name] === key) return
    shown[name] = key
    part(name).replaceChildren(...entries.map(build))
  }

  return (record, now) => {
    const { counters } = record
    write('state', record.state)
    part('state').dataset.state = record.state
    write('remark', describeState(record, now))
    for (const name of ['received', 'lost', 'duplicates', 'reconnections'])
      write(name, number.format(counters[name]))
    part('lost').classList.toggle('bad', counters.lost > 0)
    part('duplicates').classList.toggle('bad', counters.duplicates > 0)
    write('requests', number.format(record.requests.length))
    write('rate', number.format(rate(record, now)))
    write('text', record.text)
    part('text').hidden = !record.text
    list('messages', record.messages, ({ n }) => item(`#${n}`))
    write('last-id', record.messages.at(-1)?.lastEventId || 'none')
    list('log', record.entries, ({ at, text }) => item(time(at), element('span', text)))
  }
}

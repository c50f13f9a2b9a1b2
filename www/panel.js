// A column: the state, counts, newest messages and connection log of one record.

import { element, item, time } from './dom.js'
import { rate } from './record.js'

const number = new Intl.NumberFormat('en')

/** Milliseconds without a message that are worth a remark; the server's longest pause is shorter. */
const QUIET = 4000

/** What the state line says after the state. */
function remark({ waitEnds, state, segments, messages }, now) {
  if (state === 'OPEN') {
    const quiet = now - Math.max(segments.at(-1).from, messages[0]?.at ?? 0)
    return quiet < QUIET ? '' : `nothing for ${Math.floor(quiet / 1000)} s`
  }
  if (state !== 'CONNECTING' || waitEnds === undefined) return ''
  return `again in ${(Math.max(0, waitEnds - now) / 1000).toFixed(1)} s`
}

/** Fills `section` with an empty panel; the function returned shows a record in it. */
export function createPanel(section) {
  section.append(document.querySelector('#panel').content.cloneNode(true))
  const part = (name) => section.querySelector(`[data-${name}]`)
  const write = (name, text) => {
    const node = part(name)
    if (node.textContent !== text) node.textContent = text
  }
  const shown = {}

  /** Lists are built anew only when they have changed. */
  function list(name, entries, build) {
    const key = entries.map(({ at, n, text }) => `${at} ${n} ${text}`).join('\n')
    if (shown[name] === key) return
    shown[name] = key
    part(name).replaceChildren(...entries.map(build))
  }

  return (record, now) => {
    const { tally } = record
    write('state', record.state)
    part('state').dataset.state = record.state
    write('remark', remark(record, now))
    for (const name of ['received', 'lost', 'doubled', 'reconnections'])
      write(name, number.format(tally[name]))
    part('lost').classList.toggle('bad', tally.lost > 0)
    part('doubled').classList.toggle('bad', tally.doubled > 0)
    write('attempts', number.format(record.attempts.length))
    write('rate', number.format(rate(record, now)))
    write('text', record.text)
    part('text').hidden = !record.text
    list('messages', record.messages, ({ n, at, lastEventId }) =>
      item(element('span', `#${n}`), time(at), element('span', lastEventId && `id ${lastEventId}`)),
    )
    list('log', record.entries, ({ at, text }) => item(time(at), element('span', text)))
  }
}

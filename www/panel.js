// One stream on the page: its state, its counts, its newest messages and what befell its connection.

import { EMPTY, open, receive, verdict } from './tally.js'

const MESSAGES = 12
const LOG_ENTRIES = 6
const STATES = ['CONNECTING', 'OPEN', 'CLOSED']
const COUNTS = ['received', 'lost', 'doubled', 'reconnections']

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
  hourCycle: 'h23',
})

function element(name, text, className = '') {
  const node = document.createElement(name)
  node.textContent = text
  node.className = className
  return node
}

function prepend(list, nodes, limit) {
  const item = document.createElement('li')
  item.append(...nodes)
  list.prepend(item)
  while (list.children.length > limit) list.lastElementChild.remove()
}

/** Counts `delay` milliseconds down through `write`; the function returned ends that. */
function countDown(write, delay) {
  const end = performance.now() + delay
  const tick = () => {
    const left = Math.max(0, Math.round(end - performance.now()))
    write(`reconnecting in ${left} ms`)
  }
  tick()
  const timer = setInterval(tick, 50)
  return (outcome) => {
    clearInterval(timer)
    write(`${outcome} a wait of ${Math.round(delay)} ms`)
  }
}

function describeError(event, wasOpen) {
  const closed = event.target.readyState === STATES.indexOf('CLOSED')
  const what = closed ? 'Failed' : wasOpen ? 'Lost the connection' : 'Could not connect'
  return `${what}: ${event.message ?? 'the browser does not say why'}`
}

/** Fills `section` with an empty panel. */
export function createPanel(section) {
  section.append(document.querySelector('#panel').content.cloneNode(true))
  section.querySelector('[data-name]').textContent = section.querySelector('h2').textContent

  const state = section.querySelector('[data-state]')
  const messages = section.querySelector('[data-messages]')
  const log = section.querySelector('[data-log]')
  const counts = COUNTS.map((name) => [name, section.querySelector(`[data-${name}]`)])

  let stopCounting

  function endCountDown(outcome) {
    stopCounting?.(outcome)
    stopCounting = undefined
  }

  function showState(text) {
    state.textContent = text
    state.dataset.state = text
  }

  function showTally(tally) {
    for (const [name, node] of counts) node.textContent = tally[name]
  }

  function showMessage({ n, time }, note) {
    const nodes = [
      element('span', `#${n}`),
      element('time', clock.format(new Date(time))),
      element('span', note, 'note'),
    ]
    prepend(messages, nodes, MESSAGES)
  }

  /** Adds a log entry; the function returned writes its second half, over and over if need be. */
  function addEntry(text) {
    const entry = element('span', `${text} `)
    const end = element('span', '', 'note')
    entry.append(end)
    prepend(log, [element('time', clock.format()), entry], LOG_ENTRIES)
    return (more) => {
      end.textContent = `– ${more}`
    }
  }

  showTally(EMPTY)

  return {
    /** Says what became of a source that never was. */
    say(stateText, text) {
      endCountDown('closed during')
      showState(stateText)
      addEntry(text)
    },

    /** Shows `source` from now on; a source shown before must be closed. */
    watch(source) {
      let tally = EMPTY
      let resumption

      endCountDown('closed during')
      messages.replaceChildren()
      showTally(tally)
      showState(STATES[source.readyState])

      source.addEventListener('open', () => {
        endCountDown('tried again after')
        const write = addEntry(tally.opened ? 'Open again' : 'Opened')
        if (tally.newest !== undefined) resumption = { write, before: tally }
        tally = open(tally)
        showTally(tally)
        showState(STATES[source.readyState])
      })

      source.addEventListener('message', (event) => {
        const message = JSON.parse(event.data)
        tally = receive(tally, message.n)
        showTally(tally)
        showMessage(message, resumption ? 'resumed' : '')
        if (resumption) {
          const { write, before } = resumption
          write(`#${message.n} follows #${before.newest}: ${verdict(before, tally)}`)
          resumption = undefined
        }
      })

      source.addEventListener('error', (event) => {
        endCountDown('tried again after')
        const wasOpen = state.dataset.state === 'OPEN'
        const write = addEntry(describeError(event, wasOpen))
        if (event.willReconnect) stopCounting = countDown(write, event.delay)
        showState(STATES[source.readyState])
      })
    },
  }
}

// Connects to any URL, and shows every event.

import { FetchEventSource } from './dist/index.js'
import { element, item, parseHeaders, time } from './dom.js'

const LIMIT = 100
const STATES = ['CONNECTING', 'OPEN', 'CLOSED']

/** The request that a form describes. */
function readRequest(form) {
  const data = new FormData(form)
  const method = data.get('method')
  return {
    url: data.get('url'),
    types: data
      .get('types')
      .split(/[\s,]+/)
      .filter(Boolean),
    init: {
      headers: parseHeaders(data.get('headers')),
      method,
      body: method === 'GET' ? undefined : data.get('body'),
      withCredentials: data.has('credentials'),
    },
  }
}

/** An error with all its details. */
function describeError({ message, reason, status }) {
  const details = [`reason: ${reason}`, ...(status ? [`status: ${status}`] : [])]
  return [element('strong', message), element('span', details.join(', '), 'note')]
}

function describeMessage({ type, data, lastEventId }) {
  const names = [
    element('strong', type),
    element('span', lastEventId && `id ${lastEventId}`, 'note'),
  ]
  return [...names, element('code', data)]
}

export function startInspector(section) {
  const part = (name) => section.querySelector(`[data-${name}]`)
  const form = section.querySelector('form')
  const disconnect = section.querySelector('#disconnect')
  let source
  let received = 0
  form.elements.url.value = new URL('private', document.baseURI)

  function add(...nodes) {
    const list = part('log')
    const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1
    list.append(item(time(Date.now()), ...nodes))
    while (list.children.length > LIMIT) list.firstElementChild.remove()
    if (isAtEnd) list.scrollTop = list.scrollHeight
  }

  function show(state) {
    part('state').textContent = state
    part('state').dataset.state = state
    part('received').textContent = received
    disconnect.disabled = state === 'CLOSED'
  }

  function watch(types) {
    source.addEventListener('open', () => {
      add(element('strong', 'open'))
      show('OPEN')
    })
    source.addEventListener('error', (event) => {
      add(...describeError(event))
      show(STATES[event.target.readyState])
    })
    for (const type of new Set(types)) {
      source.addEventListener(type, (event) => {
        received++
        part('received').textContent = received
        add(...describeMessage(event))
      })
    }
  }

  function connect() {
    source?.close()
    received = 0
    part('log').replaceChildren()
    section.querySelector('#inspected').hidden = false
    try {
      const { url, types, init } = readRequest(form)
      source = new FetchEventSource(url, init)
      show(STATES[source.readyState])
      watch(types)
    } catch (error) {
      add(element('strong', error.message))
      show('CLOSED')
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    connect()
  })
  disconnect.addEventListener('click', () => {
    source.close()
    show('CLOSED')
  })
}

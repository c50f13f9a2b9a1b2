import { EventSource } from 'eventsource-wasm'

const list = document.querySelector('ol')
const state = document.querySelector('output')

function show(text) {
  const item = document.createElement('li')
  item.textContent = text
  list.append(item)
}

const source = new EventSource('/events', {
  headers: async () => ({ Authorization: 'Bearer secret' }), // called before every attempt
  retryOn: [503], // by default a status other than 200 closes the connection for good
  backoff: { max: 5000 },
})

source.onopen = () => {
  state.value = 'open'
}
source.onmessage = ({ lastEventId, data }) => show(`${lastEventId}: ${JSON.parse(data).time}`)
source.onerror = ({ message, willReconnect }) => {
  state.value = willReconnect ? 'reconnecting' : 'closed'
  show(message)
}

document.querySelector('button').onclick = () => {
  source.close()
  state.value = 'closed'
}

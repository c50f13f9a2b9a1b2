import { EventSource, FetchEventSource } from '/dist/index.js'
import { createPanel } from './panel.js'

const client = crypto.getRandomValues(new Uint32Array(2)).join('-')
const ticks = `/ticks?client=${client}`

const panelOf = (source) => createPanel(document.querySelector(`section[data-source="${source}"]`))

const native = panelOf('native')
if (globalThis.EventSource) {
  native.watch(new globalThis.EventSource(ticks))
} else {
  native.say('MISSING', 'This browser has no EventSource of its own.')
}

panelOf('wasm').watch(new FetchEventSource(ticks))

const cutResult = document.querySelector('#cut-result')
document.querySelector('#cut').addEventListener('click', async () => {
  try {
    const response = await fetch(`/cut?client=${client}`, { method: 'POST' })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const { cut } = await response.json()
    cutResult.textContent = cut === 1 ? 'Cut 1 connection.' : `Cut ${cut} connections.`
  } catch (error) {
    cutResult.textContent = `Could not ask the server: ${error.message}`
  }
})

const privatePanel = panelOf('private')
const token = document.querySelector('#token')
let privateSource

document.querySelector('#private-form').addEventListener('submit', (event) => {
  event.preventDefault()
  privateSource?.close()
  try {
    privateSource = new EventSource('/private', {
      headers: { Authorization: `Bearer ${token.value}` },
    })
    privatePanel.watch(privateSource)
  } catch (error) {
    // A token that no header can carry, for one.
    privatePanel.say('CLOSED', error.message)
  }
})

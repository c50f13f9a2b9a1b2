/* global location, Worker */

// Exposes the client of the hostile server in a page, as `adversary`; with ?in=worker in the page's URL, that of a worker.

import { callsThrough } from './calls.js'

const isInWorker = new URLSearchParams(location.search).get('in') === 'worker'

async function inWorker() {
  const worker = new Worker('/adversary/worker.js', { type: 'module' })
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve
    worker.onerror = reject
  })
  worker.onerror = ({ message }) => {
    throw new Error(message)
  }
  return callsThrough(worker)
}

async function inPage() {
  const { createClient } = await import('./client.js')
  return createClient(await import('/dist/index.js'))
}

globalThis.adversary = isInWorker ? await inWorker() : await inPage()

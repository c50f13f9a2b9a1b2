// The page of a worker that opens the feed.

const worker = new globalThis.Worker(`/pages/tab.js${globalThis.location.search}`, {
  type: 'module',
})
worker.onerror = ({ message }) => console.error(message)

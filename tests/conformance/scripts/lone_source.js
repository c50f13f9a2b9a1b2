// A worker with one event source, at the `url` of the query: posts what it fires. With `close`, the worker is one that has
// closed itself before.

const query = new URLSearchParams(location.search)
if (query.has('close')) globalThis.close()
const source = new EventSource(query.get('url'))
for (const type of ['open', 'message', 'error']) {
  source.addEventListener(type, () => postMessage(`${type} ${source.readyState}`))
}
postMessage(`made ${source.readyState}`)

// A worker with one event source, whose URL is `url` of the query: it posts the type of each event, with readyState. With
// `close` in the query, the worker closes itself first.

const query = new URLSearchParams(location.search)
if (query.has('close')) globalThis.close()
const source = new EventSource(query.get('url'))
for (const type of ['open', 'message', 'error']) {
  source.addEventListener(type, () => postMessage(`${type} ${source.readyState}`))
}
postMessage(`constructed ${source.readyState}`)

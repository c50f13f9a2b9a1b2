// Opens a source with secrets at a URL that redirects to another origin, and resolves to what happens.

export const openRedirected = (EventSource, url, redirect) =>
  new Promise((resolve) => {
    const source = new EventSource(url, {
      method: 'POST',
      headers: { Authorization: 'Bearer secret', Cookie: 'a=secret', 'X-Token': 'secret' },
      body: 'secret',
      request: { redirect },
    })
    const end = (outcome) => {
      source.close()
      resolve(outcome)
    }
    source.onopen = () => end('open')
    source.onerror = ({ reason, status, willReconnect }) =>
      end(`${reason} ${status}, ${willReconnect ? 'again' : 'closed'}`)
  })

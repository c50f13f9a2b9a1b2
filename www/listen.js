// Starts servers on the loopback interface only.

export const HOST = '127.0.0.1'

/**
 * Starts a server of Node's `http`; port 0 takes any free one.
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} `address` has no final slash.
 */
export function listen(server, port = 0) {
  server.prependListener('request', closeFiles)
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      server.off('error', reject)
      resolve({ address: `http://${HOST}:${server.address().port}`, close })
    })
  })
}

/** `pipe` leaves a file open whose response the client has aborted. */
function closeFiles(request, response) {
  response.once('pipe', (file) => response.once('close', () => file.destroy()))
}

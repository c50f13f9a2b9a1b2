// The site on a server that does nothing but send files.

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { listen } from '../../www/listen.js'

const TARGET = fileURLToPath(new URL('../../target/site/', import.meta.url))

/** Where the site is hosted: its path on the server, and the folder of the build for it. */
export const HOSTED = {
  'at the root': { base: '/', folder: `${TARGET}root` },
  'below a path': { base: '/some/path/', folder: `${TARGET}path` },
}

/** Starts it; `address` ends with the base. */
export async function startSite({ base, folder }) {
  const files = sirv(folder)
  const server = createServer((req, res) => {
    const notFound = () => res.writeHead(404).end('Not found.')
    if (!req.url.startsWith(base)) return notFound()
    req.url = req.url.slice(base.length - 1)
    files(req, res, notFound)
  })
  const { address, close } = await listen(server)
  return { address: address + base, kill: close }
}

/** The same for the demo. */
export async function startStaticDemo(hosted) {
  const { address, kill } = await startSite(hosted)
  return { address: `${address}demo/`, kill }
}

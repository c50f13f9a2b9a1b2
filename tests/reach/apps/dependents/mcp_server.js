// A server of the MCP TypeScript SDK over SSE, behind its OAuth if the test wants that.

import { once } from 'node:events'
import { DemoInMemoryAuthProvider } from '@modelcontextprotocol/sdk/examples/server/demoInMemoryOAuthProvider.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { newQueue } from './server.js'

/** Starts it; `streams` are `{ req, res, closed }` of each stream, and `status` is what streams are refused with. */
export async function startMcpServer(t, { withOAuth = false, status } = {}) {
  const app = createMcpExpressApp()
  const transports = new Map()
  const streams = newQueue()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = `http://127.0.0.1:${server.address().port}`

  const guards = []
  if (withOAuth) {
    const provider = new DemoInMemoryAuthProvider()
    app.use(mcpAuthRouter({ provider, issuerUrl: new URL(address) }))
    const resourceMetadataUrl = `${address}/.well-known/oauth-protected-resource`
    guards.push(requireBearerAuth({ verifier: provider, resourceMetadataUrl }))
  }
  app.get('/sse', ...guards, async (req, res) => {
    if (status) return res.status(status).end()
    const transport = new SSEServerTransport('/messages', res)
    transports.set(transport.sessionId, transport)
    streams.push({ req, res, closed: once(res, 'close') })
    const mcp = new McpServer({ name: 'prices', version: '1' })
    mcp.registerTool('price', {}, async () => ({ content: [{ type: 'text', text: '7.5' }] }))
    await mcp.connect(transport)
  })
  app.post('/messages', ...guards, (req, res) =>
    transports.get(req.query.sessionId).handlePostMessage(req, res, req.body),
  )
  return { address, streams }
}

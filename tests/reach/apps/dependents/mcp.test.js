// The client of the MCP TypeScript SDK, whose dependency `eventsource` is this library by an override.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { startMcpServer } from './mcp_server.js'
import { newQueue } from './server.js'

const newClient = () => new Client({ name: 'reach', version: '1' })

const transportTo = (address, options) =>
  new SSEClientTransport(new URL('/sse', address), {
    eventSourceInit: { backoff: { initial: 1 } },
    ...options,
  })

const price = async (client) => {
  const { content } = await client.callTool({ name: 'price' })
  return content[0].text
}

test('the SDK depends on this library', () => {
  const sdk = fileURLToPath(import.meta.resolve('@modelcontextprotocol/sdk/client/sse.js'))
  const { name } = createRequire(sdk)('eventsource/package.json')
  assert.equal(name, 'eventsource-wasm')
})

test('connects, receives, reconnects and closes', async (t) => {
  const { address, streams } = await startMcpServer(t)
  const client = newClient()
  const errors = newQueue()
  client.onerror = errors.push
  const requestInit = { headers: { 'X-Client': 'reach' } }
  await client.connect(transportTo(address, { requestInit }))
  const first = await streams.next()
  assert.equal(first.req.headers['x-client'], 'reach')
  assert.equal(first.req.headers.accept, 'text/event-stream')
  assert.equal(await price(client), '7.5')

  first.res.destroy()
  assert.match((await errors.next()).message, /^SSE error: /)
  const second = await streams.next()
  await client.close()
  await second.closed
})

test('a refusal rejects connect() with its status', async (t) => {
  const { address } = await startMcpServer(t, { status: 503 })
  await assert.rejects(newClient().connect(transportTo(address)), { code: 503 })
})

test('a server that wants OAuth starts the login, and accepts the token', async (t) => {
  const { address, streams } = await startMcpServer(t, { withOAuth: true })
  const redirectUrl = `${address}/callback`
  const saved = {}
  const redirected = newQueue()
  const authProvider = {
    redirectUrl,
    clientMetadata: { redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none' },
    clientInformation: () => saved.client,
    saveClientInformation: (client) => void (saved.client = client),
    tokens: () => saved.tokens,
    saveTokens: (tokens) => void (saved.tokens = tokens),
    codeVerifier: () => saved.verifier,
    saveCodeVerifier: (verifier) => void (saved.verifier = verifier),
    redirectToAuthorization: redirected.push,
  }
  const transport = transportTo(address, { authProvider })
  await assert.rejects(newClient().connect(transport), UnauthorizedError)

  // The user's browser is sent there, and comes back with a code.
  const { headers } = await fetch(await redirected.next(), { redirect: 'manual' })
  await transport.finishAuth(new URL(headers.get('location')).searchParams.get('code'))

  const client = newClient()
  await client.connect(transportTo(address, { authProvider }))
  const { req, closed } = await streams.next()
  assert.equal(req.headers.authorization, `Bearer ${saved.tokens.access_token}`)
  assert.equal(await price(client), '7.5')
  await client.close()
  await closed
})

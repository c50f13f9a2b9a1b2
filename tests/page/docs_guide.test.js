/* global document */

// The samples in the guide and in its pages on servers run.

import assert from 'node:assert/strict'
import { openPage, test } from './browser.js'
import { PRICE, data, ending, plain, stream, testDocument } from './documents.js'
import { resolved, runCode, samplesOf } from './samples.js'
import { pageAt, script } from './server.js'

const REFUSED = { status: 401, then: 'end' }
const headersOf = ({ requests }, name) => requests.map(({ headers }) => headers[name])

testDocument('docs/guide.md', {
  'Bearer tokens that expire': [
    {
      resources: {
        '/events': [ending(data('a')), REFUSED, data('b')],
        '/token': [plain(200, 'one'), plain(200, 'two')],
      },
      lines: ['a', 'end undefined true', 'status 401 true', 'b'],
      check: (log) =>
        assert.deepEqual(headersOf(log, 'authorization'), [
          'Bearer one',
          'Bearer two',
          'Bearer two',
        ]),
    },
  ],
  'One token for several streams': [
    {
      resources: {
        '/token': [plain(200, 'one'), plain(200, 'two')],
        '/prices': [REFUSED, data('a')],
        '/orders': [REFUSED, data('b')],
        '/news': [REFUSED, data('c')],
      },
      lines: ['a', 'b', 'c'],
      isUnordered: true,
      check: ({ requests }) => assert.equal(requests.length, 2),
    },
  ],
  'Sign-out': [{ resources: { '/prices': [data('a')], '/orders': [stream()] }, lines: ['true'] }],
  'A different user or tenant': [
    {
      resources: { '/events': [stream('data: a\n\n', PRICE), data('b')] },
      lines: ['a', 'b'],
      check: (log) => assert.deepEqual(headersOf(log, 'x-tenant'), ['a', 'b']),
    },
  ],
  'The last event ID over a reload': [
    {
      resources: { '/events': [stream('id: 1\ndata: a\n\n'), stream('id: 2\ndata: b\n\n')] },
      lines: ['1 a'],
      reloaded: ['2 b'],
      check: (log) => assert.deepEqual(headersOf(log, 'last-event-id'), [undefined, '1']),
    },
  ],
  'Signed URLs': [
    {
      resources: {
        '/events': [ending(data('a')), data('b')],
        '/sign': (paths) =>
          [1, 2].map((number) => plain(200, `${paths['/events']}?signature=${number}`)),
      },
      lines: ['a', 'b'],
      check: ({ requests }) =>
        assert.deepEqual(
          requests.map(({ url }) => url.replace(/.*\?/, '')),
          ['signature=1', 'signature=2'],
        ),
    },
  ],
  'The body of a refused response': [
    { resources: { '/events': [plain(403, '{"error":"no access"}')] }, lines: ['403 no access'] },
  ],
  'Open by POST, resume by GET': [
    {
      resources: {
        '/mcp': [
          ending(stream('id: 1\ndata:\n\n')),
          stream('id: 2\ndata: {"jsonrpc":"2.0","id":1,"result":{"tools":[{}]}}\n\n'),
        ],
      },
      lines: ['1'],
      check: ({ requests }) =>
        assert.deepEqual(
          requests.map(({ method, body, headers }) => [
            method,
            body && JSON.parse(body).method,
            headers['mcp-session-id'],
            headers['last-event-id'],
          ]),
          [
            ['POST', 'tools/list', 's1', undefined],
            ['GET', '', 's1', '1'],
          ],
        ),
    },
  ],
  'One stream for all tabs': [{ resources: { '/events': [data('a', 'b')] }, lines: ['a', 'b'] }],
})

testDocument('docs/frameworks.md', {
  'React, Vue, Svelte': [
    {
      resources: { '/events': [stream('event: price\ndata: 12.5\n\n')] },
      lines: ['12.5'],
      check: ({ requests }) => assert.match(requests[0].url, /\?symbol=A%26B$/),
    },
  ],
})

testDocument('docs/servers.md', {
  Heartbeat: [
    {
      resources: { '/events': [data('a'), data('b')] },
      replaced: { '40_000': '300' },
      lines: ['a', /^idle .+ reconnecting in 10 ms$/, 'b'],
    },
  ],
  'Other origins: CORS and the preflight': [
    {
      resources: {
        'https://events.example/stream': [
          ending(stream('id: 1\ndata: a\n\n')),
          stream('id: 2\ndata: b\n\n'),
        ],
      },
      otherOrigin: true,
      lines: ['a 1', 'b 2'],
      check({ requests, preflights }) {
        assert.match(requests[1].url, /\?after=1$/)
        assert.equal(preflights.length, 0)
      },
    },
  ],
})

testDocument('docs/setup.md', {
  'Service workers': [{ resources: { '/events': [data('a')] }, lines: ['a'] }],
  'Content Security Policy': [
    { resources: { '/events': [data('a')] }, lines: ['a'], csp: "script-src 'self'" },
  ],
})

test('docs/guide.md: two tabs share one stream', async (t) => {
  const [{ code }] = samplesOf('docs/guide.md').filter(({ heading }) => /all tabs/.test(heading))
  const resource = await script({
    body: [{ text: 'id: 1\ndata: a\n\n' }, { signal: true }, { text: 'id: 2\ndata: b\n\n' }],
  })
  const body = resolved(`${code}\nexport { source }`, { '/events': resource.path })
  const { page, logged } = await runCode(t, body)
  await logged(1)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await second.route('**/sample.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
  const message = second.waitForEvent('console', (message) => message.text() === 'b')
  await second.evaluate(async () => {
    const { source } = await import('/sample.js')
    await new Promise((resolve) => source.addEventListener('open', resolve))
  })
  await resource.signal()
  await message
  assert.deepEqual(await logged(2), ['a', 'b'])
  assert.equal((await resource.log()).requests.length, 1)
})

test('docs/setup.md: from another origin, index.js loads the other files from there', async (t) => {
  const [{ code }] = samplesOf('docs/setup.md').filter(({ note }) => note === 'cdn')
  const resource = await script(data('a'))
  const cdn = new URL(resource.url.replace('127.0.0.1', 'localhost')).origin
  const html = code.replace(/https:.*(?=\/dist\/)/, cdn).replace(
    /(import { EventSource } .*)/,
    `$1\nconst init = { headers: { 'X-Client': 'cdn' } }
      new EventSource('${resource.path}', init).onmessage = (event) => (document.title = event.data)`,
  )
  const page = await openPage(t, pageAt({}))
  await page.setContent(html)
  await page.waitForFunction(() => document.title === 'a')
  const hosts = page.requests
    .filter((url) => url.includes('/dist/'))
    .map((url) => new URL(url).host)
  assert.deepEqual([...new Set(hosts)], [new URL(cdn).host])
})

test('docs/setup.md: the files that the page preloads are loaded once', async (t) => {
  const [{ code }] = samplesOf('docs/setup.md').filter(({ note }) => note === 'preload')
  const resource = await script(data('a'))
  const page = await openPage(t, pageAt({}))
  const body = `import { FetchEventSource } from '/dist/index.js'
    new FetchEventSource('${resource.path}').onmessage = (event) => (document.title = event.data)`
  await page.route('**/app.js', (route) => route.fulfill({ contentType: 'text/javascript', body }))
  await page.setContent(code)
  await page.waitForFunction(() => document.title === 'a')
  const names = page.requests.map((url) => /\/dist\/(.+)$/.exec(url)?.[1]).filter(Boolean)
  assert.deepEqual(names.sort(), ['engine.js', 'index.js', 'module.js'])
})

// The samples in the documents run, and do what is said of them.

import assert from 'node:assert/strict'
import { test } from './browser.js'
import { samplesOf, runSample } from './samples.js'
import { script } from './server.js'

const stream = (...texts) => ({ body: [{ text: `retry: 10\n\n${texts.join('')}` }] })
const data = (...texts) => stream(...texts.map((text) => `data: ${text}\n\n`))
const ending = (answer) => ({ ...answer, then: 'end' })
const plain = (status, text) => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: [{ text }],
  then: 'end',
})

const TOKENS = [plain(200, 'one'), plain(200, 'two')]
const PRICES = [
  ending(stream('data: hello\n\n', 'event: price\ndata: 7\n\n')),
  { status: 401, then: 'end' },
]
const program = (error, method = 'GET') => ({
  resources: { '/events': PRICES },
  lines: ['message hello', 'price 7', ...error],
  check: ({ requests }) => {
    assert.equal(requests[0].headers.authorization, 'Bearer secret')
    assert.equal(requests[0].method, method)
    assert.equal(requests[0].body, method === 'POST' ? 'question' : '')
  },
})

/** For each heading its samples that run: the resources that they connect to, and what they write. */
const GUIDE = {
  'Bearer tokens that expire': [
    {
      resources: {
        '/events': [ending(data('a')), { status: 401, then: 'end' }, data('b')],
        '/token': TOKENS,
      },
      lines: ['a', 'end undefined true', 'status 401 true', 'b'],
      check: ({ requests }) =>
        assert.deepEqual(
          requests.map(({ headers }) => headers.authorization),
          ['Bearer one', 'Bearer two', 'Bearer two'],
        ),
    },
  ],
  'POST to a language model': [
    {
      resources: { '/chat': [data('{"text":"Streams"}', '{"text":"of text"}', '[DONE]')] },
      lines: ['Streams', 'of text'],
      check: ({ requests: [{ body }] }) =>
        assert.deepEqual(JSON.parse(body), {
          question: 'What are server-sent events?',
          stream: true,
        }),
    },
    {
      resources: { '/chat': [plain(429, '{"error":"too many questions"}')] },
      lines: ['too many questions', 'status 429'],
    },
  ],
  'React, Vue, Svelte': [
    {
      resources: { '/events': [stream('event: price\ndata: 12.5\n\n')] },
      lines: ['12.5'],
      check: ({ requests }) => assert.match(requests[0].url, /\?symbol=A%26B$/),
    },
  ],
  'Service workers': [{ resources: { '/events': [data('a')] }, lines: ['a'] }],
  'Content Security Policy': [
    { resources: { '/events': [data('a')] }, lines: ['a'], csp: "script-src 'self'" },
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
  'Proxies and buffering': [
    {
      resources: { '/events': [data('a'), data('b')] },
      replaced: { '40_000': '300' },
      lines: ['a', /^idle .+ reconnecting in 10 ms$/, 'b'],
    },
  ],
  'Six connections': [{ resources: { '/events': [data('a', 'b')] }, lines: ['a', 'b'] }],
}

const MIGRATION = {
  "From the browser's own EventSource": [program([/ended the stream/, /401/])],
  'From eventsource': [program(['error undefined', 'error 401'])],
  'From event-source-polyfill': [program(['error undefined', 'error 401'])],
  'From @microsoft/fetch-event-source': [program(['error 401'], 'POST')],
  'From sse.js': [program(['error undefined', 'error 401'], 'POST')],
}

async function runCase(t, code, { resources, replaced = {}, csp, otherOrigin, lines, check }) {
  const made = {}
  for (const [path, answers] of Object.entries(resources)) {
    assert.ok(code.includes(path), `${path} is not in the sample`)
    made[path] = await script(...answers)
  }
  const place = ({ path, url }) => (otherOrigin ? url.replace('127.0.0.1', 'localhost') : path)
  const paths = Object.fromEntries(Object.entries(made).map(([path, at]) => [path, place(at)]))
  const written = await runSample(t, code, { replaced: { ...replaced, ...paths }, csp })
  for (const [index, line] of (await written(lines.length)).entries()) {
    if (lines[index] instanceof RegExp) assert.match(line, lines[index])
    else assert.equal(line, lines[index])
  }
  check?.(await Object.values(made)[0].log())
}

for (const [name, cases] of Object.entries({ 'guide.md': GUIDE, 'migration.md': MIGRATION })) {
  const samples = samplesOf(name)
  const runnable = samples.filter(({ note }) => note === 'run')

  test(`${name}: every sample runs or says why not`, () => {
    for (const { note, reason, heading } of samples)
      assert.ok((note === 'run') !== Boolean(reason), heading)
    const headings = [...new Set(runnable.map(({ heading }) => heading))]
    assert.deepEqual(headings, Object.keys(cases))
  })

  for (const [heading, list] of Object.entries(cases)) {
    const own = runnable.filter((sample) => sample.heading === heading)
    test(`${name}: ${heading}`, async (t) => {
      assert.equal(own.length, list.length)
      for (const [index, { code }] of own.entries()) await runCase(t, code, list[index])
    })
  }
}

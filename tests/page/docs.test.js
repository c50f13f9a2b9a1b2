// The samples in the documents run, and do what is said of them.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleText } from '../../benches/tools.js'
import { test } from './browser.js'
import { runCase, samplesOf } from './samples.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const stream = (...texts) => ({ body: [{ text: `retry: 10\n\n${texts.join('')}` }] })
const data = (...texts) => stream(...texts.map((text) => `data: ${text}\n\n`))
const ending = (answer) => ({ ...answer, then: 'end' })
const plain = (status, text) => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: [{ text }],
  then: 'end',
})

const PRICE = 'event: price\ndata: 7\n\n'
const TOKENS = [plain(200, 'one'), plain(200, 'two')]
const PRICES = [ending(stream('data: hello\n\n', PRICE)), { status: 401, then: 'end' }]
const LINES = ['message hello', 'price 7']
const program = (lines, method = 'GET') => ({
  resources: { '/events': PRICES },
  lines,
  check: ({ requests }) => {
    assert.equal(requests[0].headers.authorization, 'Bearer secret')
    assert.equal(requests[0].method, method)
    assert.equal(requests[0].body, method === 'POST' ? 'question' : '')
  },
})

/** The program of another library, and the same one here. */
const both = (before, here, method) => [
  { ...program(before, method), bundle: bundleText },
  program(here, method),
]

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

const ERRORS = ['error undefined', 'error 401']
const ALL = [...LINES, ...ERRORS]

const MIGRATION = {
  "From the browser's own EventSource": [program([...LINES, /ended the stream/, /401/])],
  'From eventsource': both(ALL, ALL),
  'From event-source-polyfill': both(ALL, ALL),
  // An event without data is one to it, and it ends with the stream.
  'From @microsoft/fetch-event-source': both(
    ['message ', ...LINES],
    [...LINES, 'error 401'],
    'POST',
  ),
  // It says nothing of the end, and asks again after a refusal.
  'From sse.js': both([...LINES, 'error 401', 'error 401'], ALL, 'POST'),
}

const README = {
  'Quick start': [
    {
      given: "const getToken = async () => 'secret'\n",
      resources: { '/events': [ending(stream('id: 1\ndata: hello\n\n', PRICE)), stream(PRICE)] },
      lines: ['hello 1', '7', /ended .+; reconnecting in 10 ms$/, '7'],
      check: ({ requests }) =>
        assert.deepEqual(
          requests.map(({ headers }) => [headers.authorization, headers['last-event-id']]),
          [
            ['Bearer secret', undefined],
            ['Bearer secret', '1'],
          ],
        ),
    },
  ],
  'Stream the answer of a language model': [
    {
      given: 'const answer = { append: (text) => console.log(text) }\n',
      resources: { '/chat': [data('{"text":"Streams"}', '{"text":"of text"}', '[DONE]')] },
      lines: ['Streams', 'of text'],
      check: ({ requests: [{ method, body, headers }] }) =>
        assert.deepEqual(
          [method, JSON.parse(body), headers['content-type']],
          ['POST', { question: 'Why?' }, 'application/json'],
        ),
    },
  ],
  'Read a stream that you already have': [
    {
      given: `import { EventSource } from 'eventsource-wasm'
const response = await fetch('/events')
queueMicrotask(() => (source.onmessage = (event) => console.log(event.data, event.origin)))
`,
      resources: { '/events': [data('a')] },
      lines: ['a null'],
    },
  ],
}

const DOCUMENTS = { 'README.md': README, 'docs/guide.md': GUIDE, 'docs/migration.md': MIGRATION }

/** Where samples that need more than a page are run. */
const ELSEWHERE = /^(run (with (React|Vue|Svelte)|on a push|in Node)|file)$/

for (const [path, cases] of Object.entries(DOCUMENTS)) {
  const samples = samplesOf(path)
  const runnable = samples.filter(({ note }) => note === 'run' || note === 'before')

  test(`${path}: every sample runs`, () => {
    for (const { note, heading, language } of samples) {
      assert.ok(/^(run|before)$/.test(note) || ELSEWHERE.test(note) || language === 'rust', heading)
    }
    const headings = [...new Set(runnable.map(({ heading }) => heading))]
    assert.deepEqual(headings, Object.keys(cases))
  })

  for (const [heading, list] of Object.entries(cases)) {
    const own = runnable.filter((sample) => sample.heading === heading)
    test(`${path}: ${heading}`, async (t) => {
      assert.equal(own.length, list.length)
      for (const [index, { code }] of own.entries()) await runCase(t, code, list[index])
    })
  }
}

test('no other document has samples that are not run', () => {
  const others = readdirSync(ROOT + 'docs').filter((name) => name.endsWith('.md'))
  const paths = ['SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/servers/README.md']
  for (const path of [...paths, ...others.map((name) => `docs/${name}`)]) {
    if (!Object.hasOwn(DOCUMENTS, path)) assert.deepEqual(samplesOf(path), [], path)
  }
})

test('README.md: the Rust sample is the program that the example’s tests run', () => {
  const lines = (text) => text.split('\n').map((line) => line.trim())
  const [{ code }] = samplesOf('README.md').filter(({ language }) => language === 'rust')
  const program = lines(readFileSync(`${ROOT}examples/yew/src/bin/readme.rs`, 'utf8')).join('\n')
  assert.ok(program.includes(lines(code).join('\n')), 'examples/yew/src/bin/readme.rs')
})

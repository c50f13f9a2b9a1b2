// The samples in the README run, and no document has samples that do not.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from './browser.js'
import { PRICE, data, ending, stream, testDocument } from './documents.js'
import { samplesOf } from './samples.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

testDocument('README.md', {
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
  'Tokens that expire': [
    {
      given: "const tokens = ['one', 'two']\nconst getToken = async () => tokens.shift()\n",
      resources: { '/events': [{ status: 401, then: 'end' }, data('hello')] },
      lines: ['hello'],
      check: ({ requests }) =>
        assert.deepEqual(
          requests.map(({ headers }) => headers.authorization),
          ['Bearer one', 'Bearer two'],
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
      given: "import { events } from 'eventsource-wasm'\nconst response = await fetch('/events')\n",
      resources: { '/events': [data('a')] },
      lines: ['a'],
    },
  ],
})

/** The documents that other tests run the samples of. */
const TESTED =
  /^(README|SECURITY|docs\/(guide|frameworks|integrations|language-models|setup|servers|migration|migration-callbacks|testing|limited-environments|rust))\.md$/

test('no other document has samples that are not run', () => {
  const names = readdirSync(ROOT + 'docs').filter((name) => name.endsWith('.md'))
  const paths = ['CONTRIBUTING.md', 'CHANGELOG.md', 'examples/servers/README.md']
  for (const path of [...paths, ...names.map((name) => `docs/${name}`)]) {
    if (!TESTED.test(path)) assert.deepEqual(samplesOf(path), [], path)
  }
})

test('docs/integrations.md: each sample is part of a program of the reach run', () => {
  const lines = (text) => text.split('\n').map((line) => line.trim())
  const samples = samplesOf('docs/integrations.md').filter(({ language }) => language === 'js')
  assert.ok(samples.length)
  for (const { note, code } of samples) {
    const program = readFileSync(`${ROOT}tests/reach/apps/dependents/${note}`, 'utf8')
    assert.ok(lines(program).join('\n').includes(lines(code).join('\n')), `${note}: ${code}`)
  }
})

test('README.md: the Rust sample is the program that the example’s tests run', () => {
  const lines = (text) => text.split('\n').map((line) => line.trim())
  const [{ code }] = samplesOf('README.md').filter(({ language }) => language === 'rust')
  const program = lines(readFileSync(`${ROOT}examples/yew/src/bin/readme.rs`, 'utf8')).join('\n')
  assert.ok(program.includes(lines(code).join('\n')), 'examples/yew/src/bin/readme.rs')
})

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text) {
  const anchors = []
  for (const [, heading] of text.matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    const count = anchors.filter((other) => other.replace(/-\d+$/, '') === anchor).length
    anchors.push(count ? `${anchor}-${count}` : anchor)
  }
  return anchors
}

test('every link between documents leads to a file and a heading', () => {
  const names = readdirSync(ROOT + 'docs').filter((name) => name.endsWith('.md'))
  const paths = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
  for (const path of [...paths, ...names.map((name) => `docs/${name}`)]) {
    const text = readFileSync(ROOT + path, 'utf8')
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue
      const [file, anchor] = link.split('#')
      const target = file ? fileURLToPath(new URL(file, `file://${ROOT}${path}`)) : ROOT + path
      assert.ok(existsSync(target), `${path}: ${link}`)
      const anchors = anchor ? anchorsOf(readFileSync(target, 'utf8')) : [anchor]
      assert.ok(anchors.includes(anchor), `${path}: ${link}`)
    }
  }
})

test('CONTRIBUTING.md: every path leads to a file or a folder', () => {
  const text = readFileSync(`${ROOT}CONTRIBUTING.md`, 'utf8')
  const paths = text.matchAll(
    /`((?:src|js|tests|scripts|docs|benches|fuzz|examples|www)\/[\w./-]*)`/g,
  )
  for (const [, path] of paths) assert.ok(existsSync(ROOT + path), path)
})

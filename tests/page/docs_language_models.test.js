/* global document */

// The samples in the page on language models run.

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { test } from './browser.js'
import { data, ending, plain, testDocument } from './documents.js'
import { resolved, runCode, samplesOf } from './samples.js'
import { script } from './server.js'

const PATH = 'docs/language-models.md'
const PART = '{"text":"Half"}'

testDocument(PATH, {
  'POST and read': [
    {
      resources: { '/chat': [data('{"text":"Streams"}', '{"text":"of text"}', '[DONE]')] },
      lines: ['message Streams', 'message of text'],
      check: ({ requests: [{ method, body }] }) => {
        assert.equal(method, 'POST')
        assert.deepEqual(JSON.parse(body), { question: 'What are server-sent events?' })
      },
    },
  ],
  'When the response is cut half-way': [
    {
      // Chromium drops what it has not read when a connection is cut.
      resources: { '/chat': [{ body: [...data(PART).body, { delay: 300 }], then: 'destroy' }] },
      lines: ['Half', 'network'],
      check: ({ requests }) => assert.equal(requests.length, 1),
    },
  ],
  Abort: [{ resources: { '/chat': [data('one', 'two')] }, lines: ['one', 'stopped'] }],
  'When the server refuses': [
    {
      resources: {
        '/chat': [plain(429, '{"error":"too many questions"}', { 'X-Request-Id': 'r1' })],
      },
      lines: ['429 r1 too many questions'],
    },
  ],
  'A response that you fetch yourself': [
    { resources: { '/chat': [ending(data('a'))] }, lines: ['a'] },
  ],
})

test(`${PATH}: a complete answer without a last event ends the loop with an error of the sample`, async (t) => {
  const [{ code }] = samplesOf(PATH).filter(({ heading }) =>
    heading.startsWith('When the response'),
  )
  const resource = await script(ending(data(PART)), data('again'))
  const { logged } = await runCode(t, resolved(code, { '/chat': resource.path }))
  assert.deepEqual(await logged(2), ['Half', 'the response ended before the answer was complete'])
})

/** The component and its hook, as one file. */
async function bundleChat(replaced) {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const [hook, chat] = samplesOf(PATH).filter(({ note }) => note === 'run with React')
  const files = { useAnswer: resolved(hook.code, replaced), chat: resolved(chat.code, replaced) }
  const samples = {
    name: 'samples',
    setup(build) {
      build.onResolve({ filter: /^\.\/(useAnswer|chat)$/ }, ({ path }) => ({
        path: path.slice(2),
        namespace: 'sample',
      }))
      build.onLoad({ filter: /.*/, namespace: 'sample' }, ({ path }) => ({
        contents: files[path],
        loader: 'tsx',
        resolveDir: here,
      }))
    },
  }
  const page = `import { StrictMode, createElement } from 'react'
    import { createRoot } from 'react-dom/client'
    import { Chat } from './chat'
    const root = createRoot(document.body)
    globalThis.leave = () => root.unmount()
    root.render(createElement(StrictMode, {}, createElement(Chat)))`
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: here },
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    external: ['/dist/*'],
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [samples],
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].text
}

test(`${PATH}: the React hook shows a complete, a stopped and a broken answer, and stops with its component`, async (t) => {
  const resource = await script(
    data(PART, PART, '[DONE]'),
    data(PART),
    { body: [...data(PART).body, { signal: true }], then: 'destroy' },
    data(PART),
  )
  const { page } = await runCode(t, await bundleChat({ '/chat': resource.path }))
  const shows = (text, state) =>
    page.waitForFunction(
      ([text, state]) =>
        document.querySelector('output')?.textContent === text &&
        document.querySelector('p')?.textContent === state,
      [text, state],
    )
  const ask = () => page.getByText('Ask').click()
  await shows('', 'idle')
  await ask()
  await shows('HalfHalf', 'complete')
  await ask()
  await shows('Half', 'running')
  await page.getByText('Stop').click()
  await shows('Half', 'stopped')
  await ask()
  await shows('Half', 'running')
  await resource.signal()
  await shows('Half', 'failed')
  await ask()
  await shows('Half', 'running')
  await page.evaluate(() => globalThis.leave())
  const { requests } = await resource.closed(3)
  assert.equal(requests.length, 4)
})

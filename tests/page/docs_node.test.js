// The samples for Node in the README and in the page on setup.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNode } from './node_samples.js'
import { samplesOf } from './samples.js'
import { messages } from './server.js'

for (const path of ['README.md', 'docs/setup.md']) {
  test(`${path}: in Node, the program prints an event, closes the connection and exits`, async (t) => {
    const [{ code }] = samplesOf(path).filter(({ note }) => note === 'run in Node')
    const stream = await messages('one', 'two')
    assert.deepEqual(await runInNode(t, code, { url: stream.url }), ['one'])
    const { requests } = await stream.closed()
    assert.deepEqual(
      requests.map(({ headers }) => headers.authorization),
      ['Bearer secret'],
    )
  })
}

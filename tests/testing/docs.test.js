// The samples of docs/testing.md are those of guide.test.js, which runs.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('docs/testing.md: every sample is a part of the tests', () => {
  const samples = [...read('../../docs/testing.md').matchAll(/^```js test\n(.*?)^```/gms)]
  assert.ok(samples.length)
  for (const [, sample] of samples) {
    for (const part of sample.split(/\n(?=test\()/)) {
      assert.ok(read('./guide.test.js').includes(part.trim()), part)
    }
  }
})

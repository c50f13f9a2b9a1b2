// Tests of a document: each of its samples runs, and logs what its case expects.

import assert from 'node:assert/strict'
import { test } from './browser.js'
import { runCase, samplesOf } from './samples.js'

/** What the notes of samples say that other tests run. */
const ELSEWHERE =
  /^(run (with (React|Vue|Svelte)|on a push|in Node)|before in Node|file|cdn|preload|test)$/

/** A response that stays open, with these parts of a stream. */
export const stream = (...texts) => ({ body: [{ text: `retry: 10\n\n${texts.join('')}` }] })

/** The same, with a message for each of these data. */
export const data = (...texts) => stream(...texts.map((text) => `data: ${text}\n\n`))

/** The same response, which the server ends. */
export const ending = (response) => ({ ...response, then: 'end' })

/** A complete response that is not an event stream. */
export const plain = (status, text, headers) => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: [{ text }],
  then: 'end',
})

export const PRICE = 'event: price\ndata: 7\n\n'

/** Tests a document; `cases` has for each heading the cases of its samples: see `runCase`. */
export function testDocument(path, cases) {
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

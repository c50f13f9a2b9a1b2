// The samples of docs/rust.md that need other crates are parts of the programs in examples/. Cargo compiles the other samples.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const PROGRAMS = {
  Leptos: 'examples/leptos/src/main.rs',
  Dioxus: 'examples/dioxus/src/main.rs',
  'A dedicated worker': 'examples/worker/src/main.rs',
  reqwest: 'examples/reqwest/src/main.rs',
}

/** The code in the blocks of a language in a section. */
const samplesIn = (section, language) =>
  [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code]) =>
    name === language ? [code] : [],
  )

test('docs/rust.md: each sample for other crates is part of the program that the tests run', () => {
  const sections = read('docs/rust.md').split(/^## /m)
  for (const section of sections) {
    const heading = section.split('\n', 1)[0]
    const samples = samplesIn(section, 'rs')
    assert.equal(samples.length > 0, heading in PROGRAMS, heading)
    for (const code of samples) assert.ok(read(PROGRAMS[heading]).includes(code), code)
  }
})

test('docs/rust.md: the script of the worker is the one that the tests run', () => {
  const [section] = /^## A dedicated worker$.*?^## /ms.exec(read('docs/rust.md'))
  const [code] = samplesIn(section, 'js')
  assert.ok(read('examples/worker/worker.js').endsWith(code))
})

// Each claim of SECURITY.md links to a test, or gives a reason.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { suites } from '../../scripts/suites.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Claims that need no test: their text gives the reason. */
const REASONS = ['What is left to a server']

const defended = readFileSync(`${ROOT}SECURITY.md`, 'utf8')
  .replace(/^[^]*(?=## Secrets)/, '')
  .replace(/## Not defended[^]*/, '')
const claims = defended.split(/^(?:- |## .*)/m).map((claim) => claim.trim().replace(/\s+/g, ' '))

/** The text of a file, or of all in a folder. */
const read = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .map((name) => readFileSync(`${path}/${name}`, 'utf8'))
        .join('\n')
    : readFileSync(path, 'utf8')

for (const claim of claims.filter(Boolean)) {
  const name = claim.slice(0, 60)
  if (REASONS.some((reason) => claim.includes(reason))) continue
  test(`SECURITY.md names tests that are there: ${name}…`, () => {
    const [, references] = / — ([[`].*)$/.exec(claim) ?? []
    assert.ok(references, claim)
    for (const reference of references.split(/; |, (?=[[`])/)) {
      const [, what, target, names] =
        /^\[?`([^`]+)`(?:\]\(([^)]+)\))?((?:, "[^"]+")*)/.exec(reference) ?? []
      assert.ok(what, reference)
      assert.ok(/^npm /.test(what) || target === what, `${what} is no link to it`)
      const [, suite] = /^npm test -- (.*)/.exec(what) ?? []
      if (suite)
        assert.ok(
          suites.some(({ name }) => name.includes(suite)),
          what,
        )
      else assert.ok(existsSync(ROOT + what), what)
      for (const [, test] of names.matchAll(/"([^"]+)"/g)) {
        assert.ok(read(ROOT + what).includes(test), `${test} in ${what}`)
      }
    }
  })
}

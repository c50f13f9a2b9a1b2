// The table of options in docs/options.md: for each option the values that are accepted, those that are rejected, and the
// message of the TypeError.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** The texts in a cell that are code. */
export const code = (cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, text]) => text)

export const document = readFileSync(new URL('../docs/options.md', import.meta.url), 'utf8')

const [, table] = /\n\| option .*\n\|.*\n((?:\|.*\n)+)/.exec(document)

/** `accepted` and `rejected` are JavaScript source texts. */
export const rows = table
  .trimEnd()
  .split('\n')
  .map((row) => {
    const [option, , , accepted, rejected, message] = row.split(/ *\| */).slice(1)
    return { option: code(option)[0], accepted: code(accepted), rejected: code(rejected), message }
  })

/** The source text of options with this one; `backoff` has options of its own. */
export const initWith = (option, value) => {
  const [outer, inner] = option.split('.')
  return `{ ${outer}: ${inner ? `{ ${inner}: ${value} }` : value} }`
}

/** Checks the values of a row. `thrown` resolves to the exception of the constructor for an option's value. */
export const checkRow = async ({ option, accepted, rejected, message }, thrown) => {
  assert.ok(accepted.length > 0)
  for (const value of [...accepted, 'undefined']) {
    assert.equal(await thrown(option, value), undefined, value)
  }
  for (const value of rejected) {
    const error = await thrown(option, value)
    assert.equal(error?.name, 'TypeError', value)
    assert.ok(error.message.startsWith(`EventSource: ${message}`), error.message)
  }
}

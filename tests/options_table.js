// The table of options in docs/options.md: for each option the values that are accepted, those that are rejected, and the
// message of the TypeError.

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

// What the long runs have survived, kept in docs/trust.md: a section for each, written by the run itself.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'

const FILE = fileURLToPath(new URL('../docs/trust.md', import.meta.url))

const HEAD = `# What it has survived

Written by the long runs themselves; a run that is shorter than usual writes nothing. [SECURITY.md](../SECURITY.md) says what the
rest of the tests defend.
`

const count = (value) => (typeof value === 'number' ? value.toLocaleString('en') : value)

/**
 * Writes a run's section: the command, the conditions in words, and rows of what was counted and how much; the other
 * sections stay as they are.
 */
export async function record(title, { command, conditions, rows }) {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD
  const others = text.split(/^(?=## )/m).slice(1)
  const table = rows.map(([name, value]) => `| ${name} | ${count(value)} |\n`).join('')
  const own = `## ${title}\n\n\`${command}\`, ${conditions}:\n\n| | |\n| --- | ---: |\n${table}\n`
  const isOwn = (section) => section.startsWith(`## ${title}\n`)
  const sections = [...others.filter((section) => !isOwn(section)), own].sort()
  const whole = [HEAD, ...sections].join('\n')
  writeFileSync(FILE, await format(whole, { ...(await resolveConfig(FILE)), parser: 'markdown' }))
  console.log('docs/trust.md is written')
}

// The samples of code in a document, and how one is run.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { openPage } from './browser.js'
import { pageAt, script } from './server.js'

const FENCE = /^```(\w*) ?(.*)$/
const CODE = ['js', 'jsx', 'ts', 'html', 'rust']

/** What a document, at a path from the root, shows: `{ heading, language, note, code }`. */
export function samplesOf(path) {
  const lines = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').split('\n')
  const samples = []
  let heading = ''
  let sample
  for (const line of lines) {
    const fence = FENCE.exec(line)
    if (fence && sample) {
      if (CODE.includes(sample.language)) samples.push({ ...sample, code: sample.code.join('\n') })
      sample = undefined
    } else if (fence) {
      sample = { heading, language: fence[1], note: fence[2], code: [] }
    } else if (sample) {
      sample.code.push(line)
    } else if (/^#+ /.test(line)) {
      heading = line.replace(/^#+ /, '')
    }
  }
  return samples
}

const PACKAGE = {
  "'eventsource-wasm'": "'/dist/index.js'",
  "'eventsource-wasm/inline'": "'/dist/inline.js'",
}

/** The code as a page can run it: with the built package, and `replaced`, which is what stands for what. */
export const resolved = (code, replaced = {}) =>
  Object.entries({ ...PACKAGE, ...replaced }).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    code,
  )

/**
 * Runs code in a page of its own. `written(count)` gives what it has written to the console, once those are `count` lines.
 */
export async function runCode(t, body, { csp } = {}) {
  const page = await openPage(t, pageAt(csp ? { csp } : {}))
  await page.route('**/sample.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
  const lines = []
  let changed
  page.on('console', (message) => {
    if (message.type() !== 'log') return
    lines.push(message.text())
    changed?.()
  })
  // Some samples end only with their stream.
  page.evaluate(() => void import('/sample.js'))
  const written = async (count) => {
    while (lines.length < count) await new Promise((resolve) => (changed = resolve))
    return lines
  }
  return { page, written }
}

/**
 * Runs a sample as a case says: `resources` that it connects to, what is `given` to it, the `lines` that it writes, and the
 * `check` of what the first resource was asked. `bundle` makes of it what a page can run.
 */
export async function runCase(t, code, { resources, replaced = {}, bundle, given = '', ...rest }) {
  const { csp, otherOrigin, lines, check } = rest
  const made = {}
  const program = given + code
  for (const [path, answers] of Object.entries(resources)) {
    assert.ok(program.includes(path), `${path} is not in the sample`)
    made[path] = await script(...answers)
  }
  const place = ({ path, url }) => (otherOrigin ? url.replace('127.0.0.1', 'localhost') : path)
  const paths = Object.fromEntries(Object.entries(made).map(([path, at]) => [path, place(at)]))
  const body = resolved(program, { ...replaced, ...paths })
  const { written } = await runCode(t, bundle ? (await bundle(body)).toString() : body, { csp })
  for (const [index, line] of (await written(lines.length)).entries()) {
    if (lines[index] instanceof RegExp) assert.match(line, lines[index])
    else assert.equal(line, lines[index])
  }
  check?.(await Object.values(made)[0].log())
}

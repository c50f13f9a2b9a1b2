// The samples of code in a document, and how one is run.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { openPage } from './browser.js'
import { pageAt, script } from './server.js'

const FENCE = /^```(\w*) ?(.*)$/
const CODE = ['js', 'jsx', 'ts', 'tsx', 'html', 'rust']

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
 * Runs code in a page of its own. `logged(count)` resolves to what it has logged, once those are `count` lines; `reload()`
 * reloads the page and runs the code again.
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
  const start = () => page.evaluate(() => void import('/sample.js'))
  start()
  const logged = async (count) => {
    while (lines.length < count) await new Promise((resolve) => (changed = resolve))
    return lines
  }
  const reload = async () => {
    await page.reload()
    start()
  }
  return { page, logged, reload }
}

/**
 * Runs a sample as a case describes:
 *
 *   resources   responses for each path in the sample; or a function that returns them, called with the paths so far
 *   given       code that precedes it
 *   replaced    what is replaced in it
 *   lines       what it logs: texts or regular expressions; in any order if `isUnordered`
 *   reloaded    what it logs after the page was reloaded
 *   check       called with the log of the first resource
 *   bundle      makes of the program what a page can run
 *   csp         a policy of the page
 *   otherOrigin whether the resources are of another origin
 */
export async function runCase(t, code, { resources, replaced = {}, bundle, given = '', ...rest }) {
  const { csp, otherOrigin, lines, isUnordered, reloaded = [], check } = rest
  const program = given + code
  const made = {}
  const paths = {}
  for (const [path, responses] of Object.entries(resources)) {
    const list = typeof responses === 'function' ? responses(paths) : responses
    made[path] = await script(...list)
    const { path: local, url } = made[path]
    paths[path] = otherOrigin ? url.replace('127.0.0.1', 'localhost') : local
    assert.ok(program.includes(path), `${path} is not in the sample`)
  }
  const body = resolved(program, { ...replaced, ...paths })
  const bundled = bundle ? (await bundle(body)).toString() : body
  const { logged, reload } = await runCode(t, bundled, { csp })
  const first = [...(await logged(lines.length))]
  if (reloaded.length) await reload()
  const all = [...(await logged(lines.length + reloaded.length))]
  compare(isUnordered ? first.toSorted() : first, lines)
  compare(all.slice(lines.length), reloaded)
  check?.(await Object.values(made)[0].log())
}

function compare(actual, expected) {
  for (const [index, line] of expected.entries()) {
    if (line instanceof RegExp) assert.match(actual[index], line)
    else assert.equal(actual[index], line)
  }
}

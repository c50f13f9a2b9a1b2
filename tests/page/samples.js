// The samples of code in a document, and how one is run.

import { readFileSync } from 'node:fs'
import { openPage } from './browser.js'
import { pageAt } from './server.js'

const FENCE = /^```(\w*) ?(.*)$/
const CODE = ['js', 'jsx', 'ts', 'html']

/** What a document of docs/ shows: `{ heading, language, note, code, reason }`; `reason` is why it is not run. */
export function samplesOf(name) {
  const lines = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').split('\n')
  const samples = []
  let heading = ''
  let reason
  let sample
  for (const line of lines) {
    const fence = FENCE.exec(line)
    if (fence && sample) {
      if (CODE.includes(sample.language)) samples.push({ ...sample, code: sample.code.join('\n') })
      sample = reason = undefined
    } else if (fence) {
      sample = { heading, language: fence[1], note: fence[2], code: [], reason }
    } else if (sample) {
      sample.code.push(line)
    } else if (line.startsWith('## ')) {
      heading = line.slice(3)
    } else {
      reason = /^<!-- not run: (.+) -->$/.exec(line)?.[1] ?? (line.trim() ? undefined : reason)
    }
  }
  return samples
}

const PACKAGE = {
  "'eventsource-wasm'": "'/dist/index.js'",
  "'eventsource-wasm/inline'": "'/dist/inline.js'",
}

/**
 * Runs a sample in a page of its own: the function returned gives what it has written to the console, once those are `count`
 * lines. `replaced` is what stands for what in it.
 */
export async function runSample(t, code, { replaced = {}, csp } = {}) {
  const all = Object.entries({ ...PACKAGE, ...replaced })
  const body = all.reduce((text, [from, to]) => text.replaceAll(from, to), code)
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
  return async (count) => {
    while (lines.length < count) await new Promise((resolve) => (changed = resolve))
    return lines
  }
}

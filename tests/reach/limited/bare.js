// Engines without any globals of a browser, and with just those that the package needs.

import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { NEEDED, OPTIONAL } from '../../../scripts/globals.js'
import { DIST } from '../tools.js'
import { ENGINES, parseSteps } from './engines.js'
import { FOLDER, installLimited, MODULES } from './tools.js'

const APPS = fileURLToPath(new URL('apps/', import.meta.url))

/** Every entry that an application could import where there is no browser. */
const ENTRIES = ['react-native/index.js', 'react-native/polyfill.js', 'index.cjs', 'inline.js']

/** Runs one of apps/bare with this file as the package; returns what each step saw. */
async function runBare(name, entry, before = '') {
  await installLimited()
  const outfile = join(FOLDER, `${name}.js`)
  await build({
    entryPoints: [join(APPS, `bare/${name}.js`)],
    alias: { 'eventsource-wasm': join(DIST, entry) },
    nodePaths: [MODULES],
    mainFields: ['module', 'main'],
    bundle: true,
    outfile,
    logLevel: 'error',
  })
  await writeFile(outfile, `${before};\n${await readFile(outfile, 'utf8')}`)
  return parseSteps(await ENGINES.quickjs.execute(outfile))
}

async function checkNothing() {
  for (const entry of ENTRIES) {
    const { nothing } = await runBare('nothing', entry)
    assert.equal(nothing.seen.length, 2, entry)
    if (/polyfill/.test(entry)) continue
    for (const message of nothing.seen) assert.match(message, /Event or EventTarget is missing/)
  }
}

async function checkNeeded() {
  const timers = await readFile(join(APPS, 'native.js'), 'utf8')
  const names = `globalThis.NAMES = ${JSON.stringify([...NEEDED, ...OPTIONAL])};`
  // QuickJS has this one of the optional globals itself.
  const before = `delete globalThis.FinalizationRegistry; ${names}${timers}`
  const { receive, iterate, globals } = await runBare('needed', 'react-native/index.js', before)
  assert.deepEqual(globals, { present: [...NEEDED, 'globalThis'] })
  const seen = [
    ['message', 'one', '1'],
    ['price', 'two', '2'],
  ]
  assert.deepEqual(receive, {
    seen,
    requests: [
      ['', true],
      ['1', true],
    ],
  })
  assert.deepEqual(iterate, { seen })
}

const row = (what, run) => ({
  environment: ENGINES.quickjs.environment,
  version: ENGINES.quickjs.version,
  what,
  core: 'JavaScript',
  run,
})

export const rows = [
  row(
    'no globals of a browser: every entry can be imported, the constructor says what is missing',
    checkNothing,
  ),
  row('only the globals that are needed: events, resumption, close, async iteration', checkNeeded),
]

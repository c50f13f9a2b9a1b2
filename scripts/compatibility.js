// Writes docs/compatibility.md, and its rows into the README: the minimum versions of browsers and runtimes, computed from MDN's
// compatibility data for what the published files use, and what the reach table has run.

import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { OLDEST } from './build.js'
import { NEEDED } from './globals.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENT = `${ROOT}docs/compatibility.md`
const README = `${ROOT}README.md`

/** The README's versions are written between these. */
const MARKERS = /(<!-- versions, .+ -->\n\n)[^]+?(\n\n<!-- \/versions -->)/

/** Members of the needed globals, and the syntax that the build emits; both are keys of MDN's data. */
const FEATURES = [
  'api.Headers',
  'api.ReadableStreamDefaultReader.read',
  'api.Response.body',
  'javascript.builtins.Object.getOwnPropertyDescriptors',
  'javascript.builtins.Reflect.construct',
  'javascript.operators.destructuring.rest_in_objects',
  'javascript.operators.spread.spread_in_object_literals',
  'javascript.statements.async_function',
]

/** What each way to load the package needs beside. */
const ENTRIES = [
  ['ES module', ['javascript.operators.import', 'javascript.statements.import']],
  ['classic script', []],
]

/** The name in MDN's data, the name in the document, and what the reach table calls it. */
const ENVIRONMENTS = [
  ['chrome', 'Chrome', /^Chromium/],
  ['edge', 'Edge'],
  ['firefox', 'Firefox', /^Firefox/],
  ['safari', 'Safari', /^WebKitGTK/],
  ['safari_ios', 'Safari on iOS'],
  ['samsunginternet_android', 'Samsung Internet'],
  ['webview_android', 'Android WebView'],
  ['nodejs', 'Node', /^Node/],
  ['deno', 'Deno', /^Deno/],
  ['bun', 'Bun', /^Bun/],
]

/** What the build and the package ask for in addition: the target of the build, and `engines`. */
const floors = async () => {
  const { engines } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'))
  const [chrome] = /\d+/.exec(OLDEST)
  return {
    chrome,
    // The versions of the same Chromium.
    webview_android: chrome,
    nodejs: /\d+/.exec(engines.node)[0],
  }
}

const parts = (version) => version.split('.').map(Number)

const compare = (one, other) => {
  const [first, second] = [parts(one), parts(other)]
  for (const index of [0, 1, 2]) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0)
    if (difference) return difference
  }
  return 0
}

const newest = (versions) =>
  versions.reduce((one, other) => (compare(one, other) < 0 ? other : one))

/** The first version of an environment that has a feature without a prefix or a flag; Node's timers are called partial there. */
function since(data, feature, environment) {
  const found = feature.split('.').reduce((node, key) => node?.[key], data)?.__compat?.support
  if (!found) throw new Error(`MDN's data has no ${feature}`)
  const statements = [found[environment]].flat()
  const first = statements.find(
    ({ version_added, flags, prefix }) => typeof version_added === 'string' && !flags && !prefix,
  )
  if (!first) throw new Error(`${environment} has no ${feature}`)
  return first.version_added.replace('≤', '')
}

/** The cells of each row in docs/reach.md that passed. */
async function passedRows() {
  const rows = (await readFile(`${ROOT}docs/reach.md`, 'utf8')).split('\n')
  return rows
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => /^passed/.test(cell)))
}

/** The versions of an environment that passed, oldest first. */
function versionsRun(passed, pattern) {
  if (!pattern) return []
  const versions = passed
    .filter((cells) => pattern.test(cells[1] ?? ''))
    .map((cells) => cells[2])
    .filter((version) => /^\d+(\.\d+)*$/.test(version))
  return [...new Set(versions)].sort(compare)
}

/** For each environment: its name, the minimum version of each entry, and the versions that were run. */
async function environmentRows(passed) {
  const data = createRequire(import.meta.url)('@mdn/browser-compat-data')
  const needed = [...NEEDED.map((name) => `api.${name}`), ...FEATURES].filter(
    // The build replaces its constructor where that is missing.
    (feature) => feature !== 'api.EventTarget',
  )
  const least = await floors()
  return ENVIRONMENTS.map(([environment, name, pattern]) => {
    const minimum = ENTRIES.map(([, features]) => {
      const versions = [...needed, ...features].map((one) => since(data, one, environment))
      return newest([...versions, ...(least[environment] ? [least[environment]] : [])])
    })
    return { name, minimum, run: versionsRun(passed, pattern) }
  })
}

/** What the README lists beside the environments, and what the reach table calls it. */
const OTHERS = [
  ['Cloudflare Workers (workerd)', /^workerd$/],
  ['React Native (Hermes)', /^Hermes( V1)?$/],
  ['Vite', /^vite$/],
  ['webpack', /^webpack$/],
  ['Rollup', /^rollup$/],
  ['esbuild', /^esbuild$/],
  ['Parcel', /^parcel$/],
  ['Next.js', /^next$/],
  ['Jest', /^Jest$/],
  ['Vitest, with node, jsdom and happy-dom', /^Vitest, /],
  ['TypeScript', /^TypeScript$/],
]

const shorten = (version) => version.replace(/^(\d+(?:\.[1-9]\d*)?).*/, '$1')

function readmeText(rows, passed) {
  const others = OTHERS.map(([name, pattern]) => {
    const run = versionsRun(passed, pattern)
    if (!run.length) throw new Error(`docs/reach.md has no passed row for ${name}`)
    return { name, minimum: [''], run }
  })
  const lines = [...rows, ...others].map(({ name, minimum, run }) => {
    const versions = [...new Set(run.map(shorten))].join(', ') || 'not run'
    return `| ${[name, minimum[0], name === 'Safari' ? `WebKitGTK ${versions}` : versions].join(' | ')} |`
  })
  return `| environment | minimum | run by the tests |\n| --- | --- | --- |\n${lines.join('\n')}`
}

function documentText(rows) {
  const lines = rows.map(
    ({ name, minimum, run }) =>
      `| ${[name, ...minimum, run.join(', ') || 'not run'].join(' | ')} |`,
  )
  const heads = ['', ...ENTRIES.map(([name]) => name), 'run']
  return `<!-- Generated by \`node scripts/compatibility.js\`: do not edit. -->

# Minimum versions

Computed from [MDN's compatibility data](https://github.com/mdn/browser-compat-data) for the syntax and the globals that the
published files use. The build fails if a file uses newer syntax, or another global. The versions under "run" passed the tests in
[Compatibility](reach.md); Safari's row has the versions of WebKitGTK, which is built from the same engine.

| ${heads.join(' | ')} |
| ${heads.map(() => '---').join(' | ')} |
${lines.join('\n')}

- Without WebAssembly, or where a policy forbids it, the core runs as JavaScript.
- Without \`AbortController\` (Chrome before 66), \`close()\` takes effect at the next byte that the server sends.
- Chrome before 119, Firefox before 111 and Safari before 16.1 send the header \`Authorization\` on to another origin after a redirect:
  see [SECURITY.md](../SECURITY.md).
- Cloudflare Workers, React Native and other engines are in [Compatibility](reach.md) and
  [Limited environments](limited-environments.md).
`
}

/** The expected `[path, text]` of both documents. */
async function renderDocuments() {
  const { format, resolveConfig } = await import('prettier')
  const config = await resolveConfig(DOCUMENT)
  const passed = await passedRows()
  const rows = await environmentRows(passed)
  const readme = await readFile(README, 'utf8')
  if (!MARKERS.test(readme)) throw new Error('README.md has no place for the versions')
  const section = readmeText(rows, passed)
  return Promise.all(
    [
      [DOCUMENT, documentText(rows)],
      [README, readme.replace(MARKERS, (_, begin, end) => begin + section + end)],
    ].map(async ([path, text]) => [path, await format(text, { ...config, filepath: path })]),
  )
}

export async function writeCompatibility() {
  for (const [path, text] of await renderDocuments()) await writeFile(path, text)
}

/** Whether each document is that of today's files and data. Each counts as a test. */
export async function checkCompatibility() {
  for (const [path, text] of await renderDocuments()) {
    if ((await readFile(path, 'utf8')) !== text)
      return { failed: 1, note: `${path} is outdated: run node scripts/compatibility.js` }
  }
  return { passed: 2 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeCompatibility()

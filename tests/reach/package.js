// The package itself: its files, its manifest, and its types under several checkers.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BUILD, node, packed, runIn, tool, version } from './tools.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = [
  'CHANGELOG.md',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/engine.js',
  'dist/engine.js.map',
  'dist/eventsource.global.js',
  'dist/eventsource.global.js.map',
  'dist/eventsource.wasm',
  'dist/eventsource.wasm.d.ts',
  'dist/fallback.d.ts',
  'dist/fallback.js',
  'dist/index.cjs',
  'dist/index.d.cts',
  'dist/index.d.ts',
  'dist/index.js',
  'dist/index.js.map',
  'dist/inline.js',
  'dist/inline.js.map',
  'dist/module.js',
  'dist/polyfill.cjs',
  'dist/polyfill.d.cts',
  'dist/polyfill.d.ts',
  'dist/polyfill.js',
  'dist/polyfill.js.map',
  'dist/react-native/index.js',
  'dist/react-native/package.json',
  'dist/react-native/polyfill.js',
  'dist/share.js',
  'dist/share.js.map',
  'dist/testing.cjs',
  'dist/testing.d.cts',
  'dist/testing.d.ts',
  'dist/testing.js',
  'dist/testing.js.map',
  'package.json',
]

/** The scripts that npm runs when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare']

const installed = join(BUILD, 'node_modules/eventsource-wasm')
const manifest = async () => JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))

/** The paths somewhere in a field of the manifest. */
const paths = (value) => (value === Object(value) ? Object.values(value).flatMap(paths) : [value])

const row = (environment, version, what, run) => ({ environment, version, what, run })

const typescript = join(ROOT, 'node_modules/typescript')
const versionOfTypescript = JSON.parse(
  await readFile(join(typescript, 'package.json'), 'utf8'),
).version

const types = (project, what) =>
  row('TypeScript', versionOfTypescript, what, async () => {
    const folder = await app(`types-${project}`, { '.': 'types' })
    const tsc = join(typescript, 'bin/tsc')
    await runIn(folder, process.execPath, [tsc, '--project', `${project}.json`])
  })

export const rows = [
  row('npm', 'pack', 'exactly the expected files', async () => {
    assert.deepEqual(packed().names, FILES)
    const wasm = await readFile(join(installed, 'dist/eventsource.wasm'))
    assert.deepEqual([...wasm.subarray(0, 8)], [0, 97, 115, 109, 1, 0, 0, 0])
  }),
  row(
    'npm',
    'manifest',
    'no dependency, no install script, every exported file exists',
    async () => {
      const { dependencies, peerDependencies, optionalDependencies, scripts, ...fields } =
        await manifest()
      assert.deepEqual(
        [dependencies, peerDependencies, optionalDependencies],
        Array(3).fill(undefined),
      )
      assert.deepEqual(
        INSTALL_SCRIPTS.filter((name) => name in scripts),
        [],
      )
      const { exports, typesVersions, alias, main, types } = fields
      for (const path of paths([exports, typesVersions, alias, main, types])) {
        assert.ok((await readFile(join(installed, path))).length, path)
      }
    },
  ),
  row('npm', 'source maps', 'each names and contains its sources', async () => {
    for (const file of FILES.filter((file) => file.endsWith('.map'))) {
      const { sources, sourcesContent } = JSON.parse(await readFile(join(installed, file), 'utf8'))
      assert.ok(sources.length && sourcesContent.length === sources.length, file)
      const script = await readFile(join(installed, file.replace(/\.map$/, '')), 'utf8')
      assert.match(script, /\/\/# sourceMappingURL=\S+\.map\s*$/)
    }
  }),
  row('publint', version('publint'), 'strict', async () => {
    await runIn(installed, node(), [tool('publint/src/cli.js'), '--strict'])
  }),
  row(
    '@arethetypeswrong/cli',
    version('@arethetypeswrong/cli'),
    'strict; esm-only for the entries that CommonJS has to import()',
    async () => {
      const attw = (...flags) =>
        runIn(BUILD, node(), [tool('@arethetypeswrong/cli/dist/index.js'), packed().file, ...flags])
      const modules = ['fallback', 'eventsource.wasm']
      await attw('--profile', 'strict', '--exclude-entrypoints', ...modules)
      await attw('--profile', 'esm-only', '--entrypoints', ...modules)
    },
  ),
  types('nodenext', 'types under nodenext resolution'),
  types('bundler', 'types under bundler resolution'),
  types('fetches', 'types of other libraries’ fetch, and of the options of eventsource'),
  types('node', 'types of Node without the DOM'),
  types('webworker', 'types of a worker without the DOM, all declarations checked'),
]

// The package itself: what is in it, what its manifest promises, and what type checkers make of it.

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
  'dist/engine.js',
  'dist/engine.js.map',
  'dist/eventsource.global.js',
  'dist/eventsource.global.js.map',
  'dist/eventsource.wasm',
  'dist/fallback.js',
  'dist/index.d.ts',
  'dist/index.js',
  'dist/index.js.map',
  'dist/inline.js',
  'dist/inline.js.map',
  'dist/module.js',
  'dist/polyfill.d.ts',
  'dist/polyfill.js',
  'dist/polyfill.js.map',
  'package.json',
]

/** What npm runs by itself where a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare']

const installed = join(BUILD, 'node_modules/eventsource-wasm')
const manifest = async () => JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))

const row = (environment, version, what, run) => ({ environment, version, what, run })

const typescript = join(ROOT, 'node_modules/typescript')
const versionOfTypescript = JSON.parse(
  await readFile(join(typescript, 'package.json'), 'utf8'),
).version

const types = (resolution) =>
  row('TypeScript', versionOfTypescript, `types under ${resolution} resolution`, async () => {
    const folder = await app(`types-${resolution}`, { '.': 'types' })
    await runIn(folder, process.execPath, [
      join(typescript, 'bin/tsc'),
      '--project',
      `${resolution}.json`,
    ])
  })

export const rows = [
  row('npm', 'pack', 'exactly the files that belong there', async () => {
    assert.deepEqual(packed().names, FILES)
    const wasm = await readFile(join(installed, 'dist/eventsource.wasm'))
    assert.deepEqual([...wasm.subarray(0, 8)], [0, 97, 115, 109, 1, 0, 0, 0])
  }),
  row(
    'npm',
    'manifest',
    'no dependency, no script at installation, every export is there',
    async () => {
      const { dependencies, peerDependencies, optionalDependencies, scripts, exports } =
        await manifest()
      assert.deepEqual(
        [dependencies, peerDependencies, optionalDependencies],
        Array(3).fill(undefined),
      )
      assert.deepEqual(
        INSTALL_SCRIPTS.filter((name) => name in scripts),
        [],
      )
      for (const target of Object.values(exports).flatMap((target) =>
        Object.values(Object(target)),
      )) {
        if (target.length > 1) await readFile(join(installed, target))
      }
    },
  ),
  row('npm', 'source maps', 'each names its sources and holds them', async () => {
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
  row('@arethetypeswrong/cli', version('@arethetypeswrong/cli'), 'esm-only', async () => {
    const attw = tool('@arethetypeswrong/cli/dist/index.js')
    const flags = ['--profile', 'esm-only', '--exclude-entrypoints', 'eventsource.wasm']
    await runIn(BUILD, node(), [attw, packed().file, ...flags])
  }),
  types('nodenext'),
  types('bundler'),
]

// What developers of React Native use beside the engine: Jest, the type checker, the compiler of bytecode.

import assert from 'node:assert/strict'
import { cp, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DIST, node, runIn } from '../tools.js'
import { scenario } from '../scenario.js'
import { FOLDER, MODULES, installLimited, limitedTool, limitedVersion } from './tools.js'

const APPS = fileURLToPath(new URL('apps/', import.meta.url))
const SHARED_APPS = fileURLToPath(new URL('../apps/', import.meta.url))
const TYPESCRIPT = fileURLToPath(new URL('../../../node_modules/typescript', import.meta.url))
const FILE = join(DIST, 'react-native/index.js')

/** A folder with an application and what is installed for it. */
async function project(name) {
  await installLimited()
  const folder = join(FOLDER, name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  await cp(join(APPS, name), folder, { recursive: true })
  await symlink(MODULES, join(folder, 'node_modules'))
  return folder
}

async function runJest() {
  const folder = await project('jest')
  await cp(join(SHARED_APPS, 'receive.js'), join(folder, 'receive.js'))
  const [first, second] = [await scenario(), await scenario()]
  await writeFile(join(folder, 'urls.json'), JSON.stringify([first.url, second.url]))
  await runIn(folder, node(), [await limitedTool('jest/bin/jest.js'), '--watchman=false'])
  const { file, received } = JSON.parse(await readFile(join(folder, 'received.json'), 'utf8'))
  assert.equal(file, FILE)
  await first.verify(received[0])
  await second.verify(received[1])
}

async function checkTypes() {
  const folder = await project('types')
  await runIn(folder, process.execPath, [join(TYPESCRIPT, 'bin/tsc'), '--noEmit'])
}

/** The bytecode that the package adds to an application. */
async function measureBytecode() {
  const compiler = await limitedTool('hermes-compiler/hermesc/linux64-bin/hermesc')
  await mkdir(FOLDER, { recursive: true })
  const out = join(FOLDER, 'index.hbc')
  await runIn(FOLDER, compiler, ['-O', '-w', '-emit-binary', '-out', out, FILE])
  const [{ size }, { size: source }] = [await stat(out), await stat(FILE)]
  return { note: `${kilobytes(size)} of bytecode, from ${kilobytes(source)} of JavaScript` }
}

const kilobytes = (size) => `${Math.round(size / 1000)} KB`

const versionOf = async (folder) =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version

const row = (environment, version, what, run) => ({ environment, version, what, run })

export const rows = [
  row(
    'Jest, React Native',
    limitedVersion('jest'),
    `preset of React Native ${limitedVersion('@react-native/jest-preset')}: header, resumption, close, async iteration, polyfill`,
    runJest,
  ),
  row(
    'TypeScript, React Native',
    await versionOf(TYPESCRIPT),
    `types under the configuration of React Native ${limitedVersion('@react-native/typescript-config')}, without those of the DOM`,
    checkTypes,
  ),
  row(
    'Hermes compiler',
    limitedVersion('hermes-compiler'),
    'bytecode of the entry for React Native',
    measureBytecode,
  ),
]

// JavaScript runtimes without a page.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { iterate, receive } from './apps/receive.js'
import { checkBoth, scenario } from './scenario.js'
import { app, node, runIn, tool, version } from './tools.js'

const WHAT = 'header, resumption, close, async iteration; ends by itself'

const NODES = ['node-20', 'node-22', 'node-24']

/** Node before 20.19 cannot `require()` a module; this flag gives the same in later releases. */
const NO_MODULES = '--no-experimental-require-module'

/** Runs a program, which has to end within 30 seconds, and parses the last line that it prints. */
export const printed = async (folder, command, args) =>
  JSON.parse((await runIn(folder, command, args, 30)).trim().split('\n').at(-1))

const runtime = (environment, version, command, program = 'runtime.js', what = WHAT) => ({
  environment,
  version,
  what,
  run: async () => {
    const [path, ...args] = command
    const files = { [program]: program, 'receive.js': 'receive.js' }
    const folder = await app(environment.toLowerCase(), files)
    await checkBoth((...urls) => printed(folder, tool(path), [...args, program, ...urls]))
  },
})

/** A project without configuration; its tests are CommonJS. */
const jest = {
  environment: 'Jest',
  version: version('jest'),
  what: `require(), no configuration: ${WHAT}`,
  run: async () => {
    const folder = await app('jest', { 'app.test.js': 'jest.test.js' })
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
    await writeFile(
      join(folder, 'receive.js'),
      `module.exports = { receive: ${receive}, iterate: ${iterate} }\n`,
    )
    await checkBoth(async (...urls) => {
      await writeFile(join(folder, 'urls.json'), JSON.stringify(urls))
      await runIn(folder, node(), [tool('jest/bin/jest.js')], 60)
      return JSON.parse(await readFile(join(folder, 'received.json')))
    })
  },
}

const workerd = (how, worker, compatibilityDate, messages) => ({
  environment: 'workerd',
  version: version('workerd'),
  what: `compatibility date ${compatibilityDate}, ${how}: header, resumption, close`,
  run: async () => {
    const folder = await app(`${worker.replace('.js', '')}-${compatibilityDate}`, {
      'worker.js': worker,
      'receive.js': 'receive.js',
      'miniflare.js': 'miniflare.js',
    })
    const { url, verify } = await scenario(messages)
    tool('@cloudflare/workerd-linux-64/bin/workerd')
    await verify(await printed(folder, node(), ['miniflare.js', url, compatibilityDate]))
  },
})

const COMPATIBILITY_DATES = ['2024-09-01', '2025-01-01', '2026-01-01']
const LAST = [
  [2, 'two'],
  [3, 'three'],
]

export const rows = [
  ...NODES.map((name) => runtime('Node', version(name), [`${name}/bin/node`])),
  ...NODES.map((name) =>
    runtime(
      'Node',
      version(name),
      [`${name}/bin/node`, NO_MODULES],
      'runtime.cjs',
      `require(): ${WHAT}`,
    ),
  ),
  runtime(
    'Node',
    version('node-24'),
    ['node-24/bin/node'],
    'other_event.js',
    'globalThis.Event replaced: header, resumption, close of async iteration; ends by itself',
  ),
  jest,
  runtime('Bun', version('bun'), ['@oven/bun-linux-x64/bin/bun']),
  runtime('Deno', version('deno'), ['@deno/linux-x64-glibc/deno', 'run', '--allow-all']),
  ...COMPATIBILITY_DATES.flatMap((date) => [
    workerd('the module imported', 'workerd.js', date),
    workerd('the core as JavaScript', 'workerd_plain.js', date),
    workerd('listeners that throw', 'workerd_throws.js', date, { last: LAST }),
  ]),
]

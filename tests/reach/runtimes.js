// Runtimes without a page.

import { scenario } from './scenario.js'
import { app, node, runIn, tool, version } from './tools.js'

const files = { 'app.js': 'runtime.js', 'receive.js': 'receive.js' }
const what = 'header, resumption, close, async iteration; ends by itself'

/** The last line that a program printed in this many seconds, which it has to end in. */
const printed = async (folder, command, args) =>
  JSON.parse((await runIn(folder, command, args, 30)).trim().split('\n').at(-1))

const runtime = (environment, version, command) => ({
  environment,
  version,
  what,
  run: async () => {
    const [path, ...args] = command
    const folder = await app(environment.toLowerCase(), files)
    const [first, second] = [await scenario(), await scenario()]
    const given = ['app.js', first.url, second.url]
    const [received, iterated] = await printed(folder, tool(path), [...args, ...given])
    await first.verify(received)
    await second.verify(iterated)
  },
})

const workerd = (how, worker) => ({
  environment: 'workerd',
  version: version('workerd'),
  what: `${how}: header, resumption, close`,
  run: async () => {
    const folder = await app(worker.replace('.js', ''), {
      'worker.js': worker,
      'receive.js': 'receive.js',
      'miniflare.js': 'miniflare.js',
    })
    const { url, verify } = await scenario()
    tool('@cloudflare/workerd-linux-64/bin/workerd')
    await verify(await printed(folder, node(), ['miniflare.js', url]))
  },
})

export const rows = [
  ...['node-20', 'node-22', 'node-24'].map((name) =>
    runtime('Node', version(name), [`${name}/bin/node`]),
  ),
  runtime('Bun', version('bun'), ['@oven/bun-linux-x64/bin/bun']),
  runtime('Deno', version('deno'), ['@deno/linux-x64-glibc/deno', 'run', '--allow-all']),
  workerd('the module imported', 'workerd.js'),
  workerd('the core as JavaScript', 'workerd_plain.js'),
]

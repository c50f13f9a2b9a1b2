// Tests in Vitest, in its environments: those that stand for a page replace AbortSignal, MessageEvent and, in happy-dom, fetch.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkBoth } from './scenario.js'
import { app, BUILD, install, packed, runIn, tool, version } from './tools.js'

const WHAT = 'header, resumption, close, async iteration; fake server, fake clock'

/** The last releases that run on Node 20, in a folder of their own: an environment is resolved from Vitest. */
const EARLIER = { vitest: '3.2.7', jsdom: '26.1.0', 'happy-dom': version('happy-dom') }
const earlier = join(BUILD, 'vitest-earlier')
let installed
const installEarlier = () =>
  (installed ??= install(earlier, {
    type: 'module',
    dependencies: { ...EARLIER, 'eventsource-wasm': `file:${packed().file}` },
  }))

const row = (environment, nodeVersion, isEarlier) => {
  const versions = (name) => (isEarlier ? EARLIER[name] : version(name))
  const release = environment === 'node' ? '' : ` ${versions(environment)}`
  return {
    environment: `Vitest, ${environment}`,
    version: versions('vitest'),
    what: `${environment}${release} on Node ${version(nodeVersion)}: ${WHAT}`,
    run: async () => {
      if (isEarlier) await installEarlier()
      const name = `${environment}-${nodeVersion}`
      const folder = await app(join(isEarlier ? 'vitest-earlier' : 'vitest', name), {
        'app.test.js': 'vitest.test.js',
        'fake_server.js': 'fake_server.js',
        'receive.js': 'receive.js',
      })
      const vitest = isEarlier
        ? join(earlier, 'node_modules/vitest/vitest.mjs')
        : tool('vitest/vitest.mjs')
      await checkBoth(async (...urls) => {
        await writeFile(join(folder, 'urls.json'), JSON.stringify(urls))
        const args = [vitest, 'run', '--environment', environment]
        await runIn(folder, tool(`${nodeVersion}/bin/node`), args, 60)
        return JSON.parse(await readFile(join(folder, 'received.json'), 'utf8'))
      })
    },
  }
}

export const rows = [
  ...['node-20', 'node-24'].flatMap((nodeVersion) => [
    row('jsdom', nodeVersion, true),
    row('happy-dom', nodeVersion, true),
  ]),
  row('node', 'node-24'),
  row('jsdom', 'node-24'),
  row('happy-dom', 'node-24'),
]

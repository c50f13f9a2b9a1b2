// Applications that use the package as it comes, bundled without configuration.

import { spawn } from 'node:child_process'
import { checkApp, checkUnused, serve } from './browser.js'
import { app, node, runIn, tool, version } from './tools.js'

const page = { 'index.html': 'index.html', 'receive.js': 'receive.js', 'main.js': 'main.js' }
const bare = { ...page, 'main.js': 'bare.js' }
const unused = { 'index.html': 'index.html', 'helpers.js': 'helpers.js', 'main.js': 'unused.js' }

/** Parcel keeps what a function uses even if nobody uses that function. */
const seesUnused = (name) => name !== 'parcel'

/** What each makes of `main.js`, or of `index.html` where it begins with that, in the folder `dist`. */
const BUNDLERS = {
  vite: ['vite/bin/vite.js', 'build'],
  webpack: ['webpack/bin/webpack.js', '--mode=production', '--entry=./main.js'],
  rollup: ['rollup/dist/bin/rollup', '--plugin=node-resolve', '--dir=dist', 'main.js'],
  esbuild: [
    'esbuild/bin/esbuild',
    'main.js',
    '--bundle',
    '--splitting',
    '--format=esm',
    '--outdir=dist',
  ],
  parcel: ['parcel/lib/bin.js', 'build', 'index.html', '--no-cache', '--dist-dir=dist'],
}
const readsPage = ['vite', 'parcel']

async function bundle(name, folder) {
  const [path, ...args] = BUNDLERS[name]
  await runIn(folder, node(), [tool(path), ...args])
}

const builds = Object.keys(BUNDLERS).map((name) => ({
  environment: name,
  version: version(name),
  what: `built; native without our module; header, resumption, close; unused ${seesUnused(name) ? 'function' : 'import'} gone`,
  run: async () => {
    for (const [folder, files, check] of [
      [name, page, checkApp],
      [`${name}-unused`, seesUnused(name) ? unused : bare, checkUnused],
    ]) {
      await bundle(name, await app(folder, files))
      const built = `${folder}/dist`
      await serve(
        await app(built, readsPage.includes(name) ? {} : { 'index.html': 'index.html' }),
        check,
      )
    }
  },
}))

/** Starts a server, waits for its address in what it prints, and stops it after `use`. */
async function withServer(folder, args, use) {
  const server = spawn(node(), args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => server.on('close', resolve))
  let output = ''
  try {
    const address = await new Promise((resolve, reject) => {
      const read = (data) => {
        output += data
        const found = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(output)
        if (found) resolve(found[0])
      }
      server.stdout.on('data', read)
      server.stderr.on('data', read)
      ended.then(() => reject(new Error(`the server ended\n${output}`)))
    })
    await use(address)
  } catch (error) {
    error.message += `\n${output}`
    throw error
  } finally {
    server.kill()
    await ended
  }
}

export const rows = [
  ...builds,
  {
    environment: 'vite, development server',
    version: version('vite'),
    what: 'native without our module; header, resumption, close',
    run: async () => {
      const folder = await app('vite-dev', page)
      await withServer(folder, [tool('vite/bin/vite.js'), '--port=0'], checkApp)
    },
  },
  {
    environment: 'next',
    version: version('next'),
    what: 'built; native without our module; header, resumption, close',
    run: async () => {
      const folder = await app('next', {
        '.': 'next',
        'main.js': 'main.js',
        'receive.js': 'receive.js',
      })
      const next = tool('next/dist/bin/next')
      await runIn(folder, node(), [next, 'build'])
      await withServer(folder, [next, 'start', '--port=0'], checkApp)
    },
  },
]

// Applications that use the published package, bundled without configuration.

import { spawn } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { checkApp, checkHosted, checkReceives, checkUnused, serve } from './browser.js'
import { app, node, runIn, tool, version } from './tools.js'

const always = { 'index.html': 'index.html', 'receive.js': 'receive.js' }

/** The files of each application, which include `main.js`, and the check that its bundle has to pass. */
const APPS = {
  page: [{ ...always, 'main.js': 'main.js' }, checkApp],
  worker: [{ ...always, 'main.js': 'worker_main.js', 'worker.js': 'worker.js' }, checkReceives],
  'worker, ES modules configured': [
    {
      ...always,
      'main.js': 'worker_main.js',
      'worker.js': 'worker.js',
      'vite.config.js': 'vite_es.config.js',
    },
    checkReceives,
  ],
  'worker, inline.js': [
    { ...always, 'main.js': 'worker_main.js', 'worker.js': 'inline_worker.js' },
    checkReceives,
  ],
  'worker made from a Blob, inline.js': [
    { ...always, 'main.js': 'blob_worker_main.js', 'worker.js': 'inline_worker.js' },
    checkReceives,
  ],
  'page, compiled to ES5': [
    { ...always, 'main.js': 'main.js', 'webpack.config.cjs': 'webpack_es5.config.cjs' },
    checkApp,
  ],
  'module at a new URL()': [{ ...always, 'main.js': 'hosted.js' }, checkHosted],
  'module at a ?url': [{ ...always, 'main.js': 'hosted_url.js' }, checkHosted],
  'one file': [{ ...always, 'main.js': 'main.js' }, checkReceives],
  'unused function': [
    { ...always, 'main.js': 'unused.js', 'helpers.js': 'helpers.js' },
    checkUnused,
  ],
  'unused import': [{ ...always, 'main.js': 'bare.js' }, checkUnused],
}

const WHAT = {
  page: 'native EventSource loads no module; header, resumption, close',
  worker: 'header, resumption, close',
  'worker, ES modules configured': 'header, resumption, close',
  'worker, inline.js': 'header, resumption, close',
  'worker made from a Blob, inline.js': 'header, resumption, close',
  'page, compiled to ES5': 'native EventSource loads no module; header, resumption, close',
  'module at a new URL()': 'header, resumption, close',
  'module at a ?url': 'header, resumption, close',
  'one file': 'header, resumption, close',
  'unused function': 'no part of the package is loaded',
  'unused import': 'no part of the package is loaded',
}

/** The command of each that writes the folder `dist`. */
const BUNDLERS = {
  vite: ['vite/bin/vite.js', 'build'],
  'vite-7': ['vite-7/bin/vite.js', 'build'],
  webpack: ['webpack/bin/webpack.js', '--mode=production', '--entry=./main.js'],
  rollup: ['rollup/dist/bin/rollup', '--plugin=node-resolve', '--dir=dist', 'main.js'],
  esbuild: ['esbuild/bin/esbuild', 'main.js', '--bundle', '--format=esm', '--outdir=dist'],
  parcel: ['parcel/lib/bin.js', 'build', 'index.html', '--no-cache', '--dist-dir=dist'],
}

/** The entry of these is `index.html`; that of the others is `main.js`. */
const ENTER_BY_PAGE = ['vite', 'vite-7', 'parcel']

const build = (bundler, name, ...flags) => ({
  environment: bundler.replace(/-\d+$/, ''),
  version: version(bundler),
  what: `${name}: ${WHAT[name]}`,
  run: async () => {
    const [path, ...args] = BUNDLERS[bundler]
    const [files, check] = APPS[name]
    const folder = await app(`${bundler}-${name}`.replace(/\W+/g, '-'), files)
    await runIn(folder, node(), [tool(path), ...args, ...flags])
    const built = join(folder, 'dist')
    if (!ENTER_BY_PAGE.includes(bundler))
      await cp(join(folder, 'index.html'), join(built, 'index.html'))
    await serve(built, check)
  },
})

/** Starts a server, reads its address from its output, and stops it after `use`. */
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
  build('vite', 'page'),
  build('vite', 'worker'),
  build('vite', 'worker made from a Blob, inline.js'),
  build('vite', 'unused function'),
  build('vite', 'module at a new URL()'),
  build('vite', 'module at a ?url'),
  build('vite-7', 'module at a new URL()'),
  // It splits workers into several files only if they are modules.
  build('vite-7', 'worker, ES modules configured'),
  build('vite-7', 'worker, inline.js'),
  build('webpack', 'page'),
  build('webpack', 'module at a new URL()'),
  build('webpack', 'page, compiled to ES5'),
  build('webpack', 'worker'),
  build('webpack', 'unused function'),
  build('rollup', 'page'),
  build('rollup', 'unused function'),
  build('esbuild', 'page', '--splitting'),
  build('esbuild', 'one file'),
  build('esbuild', 'unused function', '--splitting'),
  build('parcel', 'page'),
  build('parcel', 'worker'),
  // It keeps the imports of a function that is not used.
  build('parcel', 'unused import'),
  {
    environment: 'vite, development server',
    version: version('vite'),
    what: `page: ${WHAT.page}`,
    run: async () => {
      const folder = await app('vite-dev', APPS.page[0])
      await withServer(folder, [tool('vite/bin/vite.js'), '--port=0'], checkApp)
    },
  },
  {
    environment: 'next',
    version: version('next'),
    what: `page: ${WHAT.page}`,
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

// The pages that measure navigation to first event: each has one library only, bundled and minified as a user would.

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const OUT = fileURLToPath(new URL('../target/bench/navigation/', import.meta.url))

const MESSAGE = `import { reportFirstMessage } from './page/navigation.js'\n`
const construct = (name, from) =>
  `${MESSAGE}import { ${name} } from '${from}'
  reportFirstMessage((url) => new ${name}(url))`
const OWN = construct('FetchEventSource', '../dist/index.js')

/** For each page, the text of its script; `preload` are the files that its document preloads, `script` is a classic script. */
const PAGES = {
  native: { entry: `${MESSAGE}reportFirstMessage((url) => new EventSource(url))` },
  FetchEventSource: { entry: OWN },
  'FetchEventSource, preloaded': { entry: OWN, preload: /^(engine|module)-/ },
  inline: { entry: construct('FetchEventSource', '../dist/inline.js') },
  'classic script': {
    entry: `${MESSAGE}reportFirstMessage((url) => new EventSourceWasm.FetchEventSource(url))`,
    script: join(HERE, '../dist/eventsource.global.js'),
  },
  'FetchEventSource, loaded': {
    entry: `${MESSAGE}import { FetchEventSource, load } from '../dist/index.js'
      load().then(() => reportFirstMessage((url) => new FetchEventSource(url)))`,
  },
  fetch: {
    entry: `import { reportFirst } from './page/navigation.js'
      reportFirst(async (onEvent) => {
        const { body } = await fetch('/event')
        await body.getReader().read()
        onEvent()
      })`,
  },
  eventsource: { entry: construct('EventSource', 'eventsource') },
  'eventsource-client': {
    entry: `import { reportFirst } from './page/navigation.js'
      import { createEventSource } from 'eventsource-client'
      reportFirst((onMessage) =>
        createEventSource({ url: new URL('/event', location.href), onMessage }))`,
  },
}

export const folderOf = (page) => page.replace(/\W+/g, '-')

async function buildPage(esbuild, name, { entry, preload, script }) {
  const outdir = join(OUT, folderOf(name))
  await esbuild.build({
    stdin: { contents: entry, resolveDir: HERE, sourcefile: 'main.js' },
    entryNames: 'main',
    bundle: true,
    minify: true,
    splitting: !script,
    format: script ? 'iife' : 'esm',
    target: 'es2022',
    outdir,
    logLevel: 'error',
  })
  const preloaded = (await readdir(outdir)).filter((file) => preload?.test(file))
  if (script) await writeFile(join(outdir, 'library.js'), await readFile(script))
  const head = [
    ...(script ? ['<script src="library.js"></script>'] : []),
    `<script ${script ? '' : 'type="module" '}src="main.js"></script>`,
    // Behind the script, and at low priority, because that sends the request for the stream.
    ...preloaded.map((file) => `<link rel="modulepreload" href="${file}" fetchpriority="low" />`),
  ]
  const document = `<!doctype html>
<meta charset="utf-8" />
<title>first event</title>
<link rel="icon" href="data:," />
${head.join('\n')}
`
  await writeFile(join(outdir, 'index.html'), document)
}

/** Builds all pages, and returns their files, compressed with Brotli at the highest level: `[path, bytes]`. */
export async function buildPages() {
  const esbuild = await import('esbuild')
  await rm(OUT, { recursive: true, force: true })
  await mkdir(OUT, { recursive: true })
  for (const [name, page] of Object.entries(PAGES)) await buildPage(esbuild, name, page)
  const paths = (await readdir(OUT, { recursive: true })).filter((path) => /\.\w+$/.test(path))
  const compress = promisify(brotliCompress)
  return Promise.all(
    paths.map(async (path) => [`/${path}`, await compress(await readFile(join(OUT, path)))]),
  )
}

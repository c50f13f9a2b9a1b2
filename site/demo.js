// Makes a copy of the demo that needs no server.

import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { listFiles } from '../scripts/cdn.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WWW = join(ROOT, 'www')

/** What only the server in Node needs; the service worker is bundled, since not every browser supports modules there. */
const OMITTED = ['server.js', 'listen.js', 'service_worker.js']

/** Replaces the first occurrence, which must be there. */
function replace(text, from, to) {
  if (!text.includes(from)) throw new Error(`www/index.html does not contain '${from}'`)
  return text.replace(from, to)
}

/** Writes the demo to a folder; `rewriteLink` gives the URL of a page of the site for one of the repository. */
export async function buildDemo(folder, rewriteLink) {
  await cp(WWW, folder, { recursive: true, filter: (path) => !OMITTED.includes(basename(path)) })
  await mkdir(join(folder, 'dist'))
  for (const name of await listFiles('index.js')) {
    await copyFile(join(ROOT, 'dist', name), join(folder, 'dist', name))
  }
  await build({
    entryPoints: [join(WWW, 'service_worker.js')],
    outdir: folder,
    bundle: true,
    format: 'iife',
    logLevel: 'warning',
  })
  const page = join(folder, 'index.html')
  const html = replace(await readFile(page, 'utf8'), 'src="main.js"', 'src="static.js"')
  await writeFile(
    page,
    html.replaceAll(/(?<=href=")https:[^"]+/g, (link) => rewriteLink(link)),
  )
}

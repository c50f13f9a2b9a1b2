// Makes the site in target/site/: `npm run site`, or `node site/build.js --base /path/ --to FOLDER`.

import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { main, run, step } from '../scripts/steps.js'
import { buildDemo } from './demo.js'
import { toHomePage, pageOf, rewriteLinks, rewriteUrl } from './markdown.js'
import { HOME, SECTIONS } from './pages.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SITE = join(ROOT, 'site')
const TARGET = join(ROOT, 'target/site')
const PAGES = join(TARGET, 'pages')

const listDocs = async () => (await readdir(join(ROOT, 'docs'))).map((name) => `docs/${name}`)

/** The sidebar's sections with the files that exist, and the files of docs/ that are in none of them. */
function completeSections(docs) {
  const exists = (file) => existsSync(join(ROOT, file))
  const listed = Object.entries(SECTIONS).map(([name, files]) => [name, files.filter(exists)])
  const others = docs.filter(
    (file) => file.endsWith('.md') && !listed.some(([, files]) => files.includes(file)),
  )
  return [...listed, ['More', others]].filter(([, files]) => files.length)
}

const titleOf = (markdown, file) => /^# (.+)$/m.exec(markdown)?.[1] ?? basename(file, '.md')

/** Writes the pages; returns the sidebar. */
async function writePages() {
  await rm(PAGES, { recursive: true, force: true })
  await mkdir(join(PAGES, 'public'), { recursive: true })
  const docs = await listDocs()
  const sections = completeSections(docs)
  const files = [HOME, ...sections.flatMap(([, inSection]) => inSection)]
  const assets = docs.filter((file) => !file.endsWith('.md'))
  const titles = {}
  for (const file of files) {
    const source = await readFile(join(ROOT, file), 'utf8')
    titles[file] = titleOf(source, file)
    const markdown = rewriteLinks(source, file, { files, assets })
    await writeFile(join(PAGES, pageOf(file)), file === HOME ? toHomePage(markdown) : markdown)
  }
  for (const file of assets) {
    await copyFile(join(ROOT, file), join(PAGES, basename(file)))
    // The Markdown beside each page names it as it is, the HTML with a hash.
    await copyFile(join(ROOT, file), join(PAGES, 'public', basename(file)))
  }
  await copyFile(join(ROOT, 'www/icon.svg'), join(PAGES, 'public/icon.svg'))
  await buildDemo(join(PAGES, 'public/demo'), (url) => {
    const page = rewriteUrl(url.replace('#readme', '/blob/main/README.md'), files, '.html')
    return page.startsWith('.') ? `.${page}` : url
  })
  return sections.map(([text, inSection]) => ({
    text,
    items: inSection.map((file) => ({
      text: titles[file],
      link: `/${pageOf(file).replace(/\.md$/, '')}`,
    })),
  }))
}

const tool = (name) => join(SITE, 'node_modules/.bin', name)

async function setUp() {
  if (existsSync(tool('vitepress'))) return
  await step('Installing VitePress and TypeDoc in site/', () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', SITE]),
  )
}

/** Writes everything from which the site is made. */
export async function writeSources() {
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('run `npm run build` first')
  await setUp()
  const sidebar = await step('Writing the pages and the demo', writePages)
  await writeFile(join(TARGET, 'sidebar.json'), JSON.stringify(sidebar, undefined, 2))
  await step('Writing the API reference', () =>
    run(tool('typedoc'), ['--options', join(SITE, 'typedoc.json'), '--out', join(PAGES, 'api')]),
  )
}

/** Makes the site for a base, the path at which it is hosted, in a folder. */
export const renderSite = (base = '/', folder = join(TARGET, 'root')) =>
  step(`Building the site for ${base} in ${folder}`, () =>
    run(tool('vitepress'), ['build', SITE, '--outDir', folder], { env: { SITE_BASE: base } }),
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { base: { type: 'string' }, to: { type: 'string' } } })
  await main(async () => {
    await writeSources()
    await renderSite(values.base, values.to && resolve(values.to))
  })
}

// Turns the repository's Markdown into the site's: the same text, with links that work there.

import { dirname, join, normalize } from 'node:path/posix'
import { HOME, REPOSITORY } from './pages.js'

/** A link's or an image's target, inline or as a definition, but not in code. */
const TARGET = /(?<=\]\()[^)\s]+|(?<=^\[[^\]]+\]: )\S+|(?<=<img[^>]+src=")[^"]+/gm

/** Applies `replace` to the parts of a text that are not code. */
function outsideCode(markdown, replace) {
  return markdown
    .split(/(^ *(?:```|~~~)[\s\S]*?^ *(?:```|~~~)$|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 ? part : replace(part)))
    .join('')
}

/** The name of a file's page. */
export const pageOf = (file) =>
  file === HOME ? 'index.md' : `${file.replace(/^.*\//, '').toLowerCase()}`

/**
 * Rewrites the links of a file: to pages where the site has them, to files beside them for `assets`, and to the repository for
 * everything else. `files` are those that have a page.
 */
export function rewriteLinks(markdown, file, { files, assets }) {
  const rewrite = (target) => {
    if (/^(?:[a-z]+:|#|\/)/i.test(target)) return rewriteUrl(target, files)
    const [path, hash] = target.split('#', 2)
    const resolved = normalize(join(dirname(file), path))
    const suffix = hash === undefined ? '' : `#${hash}`
    if (files.includes(resolved)) return `./${pageOf(resolved)}${suffix}`
    if (assets.includes(resolved)) return `./${resolved.replace(/^.*\//, '')}`
    const kind = /\.[^/]+$|LICENSE/.test(resolved) ? 'blob' : 'tree'
    return `${REPOSITORY}/${kind}/main/${resolved}${suffix}`
  }
  return outsideCode(markdown, (text) => text.replace(TARGET, rewrite))
}

/** The page for a URL of the repository's file, if it has one; otherwise the URL. */
export function rewriteUrl(url, files, extension = '.md') {
  const [, file, hash = ''] = new RegExp(`^${REPOSITORY}/blob/main/([^#]+)(#.*)?$`).exec(url) ?? []
  if (!files.includes(file)) return url
  return `./${pageOf(file).replace(/\.md$/, extension)}${hash}`
}

const yaml = (value) => `---\n${JSON.stringify(value, undefined, 2)}\n---\n\n`

/** The text of Markdown without its marks. */
const plain = (markdown) =>
  markdown
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The home page: the README, whose heading and first paragraph are the large text at the top. */
export function createHome(readme) {
  const [, name, tagline, text] = /^# (.+)\n+((?:(?!\n\n)[\s\S])+)\n\n([\s\S]*)$/.exec(readme) ?? []
  if (!text) throw new Error('README.md does not begin with a heading and a paragraph')
  const hero = {
    name,
    tagline: plain(tagline),
    actions: [
      { theme: 'brand', text: 'Live demo', link: '/demo/', target: '_self' },
      { theme: 'alt', text: 'Guide', link: '/guide' },
      { theme: 'alt', text: 'GitHub', link: REPOSITORY },
    ],
  }
  return yaml({ layout: 'home', hero }) + text
}

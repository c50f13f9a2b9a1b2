// Turns the repository's Markdown into the site's: the same text, with links that work there.

import { dirname, join, normalize } from 'node:path/posix'
import { HOME, REPOSITORY } from './pages.js'

/** A link's or an image's target, inline or as a definition, but not in code. */
const TARGET =
  /(?<=\]\()[^)\s]+|(?<=^\[[^\]]+\]: )\S+|(?<=<(?:img|source)[^>]+src(?:set)?=")[^"]+/gm

/** Applies `replace` to the parts of a text that are not code. */
function outsideCode(markdown, replace) {
  return markdown
    .split(/(^ *(?:```|~~~)[\s\S]*?^ *(?:```|~~~)$|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 ? part : replace(part)))
    .join('')
}

/** The attributes that rustdoc reads in `rust,no_run`, which the highlighter does not know as a language. */
const RUSTDOC_ATTRIBUTES = /(?<=^ *```rust),\S+/gm

/** The name of a file's page. */
export const pageOf = (file) =>
  file === HOME ? 'index.md' : `${file.replace(/^.*\//, '').toLowerCase()}`

/**
 * Rewrites the links of a file: to pages where the site has them, to files beside them for `assets`, and to the repository for
 * everything else. `files` are those that have a page. Names the language of Rust code alone.
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
  return outsideCode(markdown.replace(RUSTDOC_ATTRIBUTES, ''), (text) =>
    text.replace(TARGET, rewrite),
  )
}

/** The page for a URL of the repository's file, if it has one; otherwise the URL. */
export function rewriteUrl(url, files, extension = '.md') {
  const [, file, hash = ''] = new RegExp(`^${REPOSITORY}/blob/main/([^#]+)(#.*)?$`).exec(url) ?? []
  if (!files.includes(file)) return url
  return `./${pageOf(file).replace(/\.md$/, extension)}${hash}`
}

/** The README without its badges, which other hosts serve, and with a link to the demo after its first paragraph. */
export function toHomePage(readme) {
  const text = readme.replace(/^(\[!\[.+\n)+\n/m, '')
  const end = text.indexOf('\n\n', text.indexOf('\n\n') + 2)
  const link = '<a class="demo-link" href="./demo/" target="_self">Live demo</a>'
  return `${text.slice(0, end)}\n\n${link}${text.slice(end)}`
}

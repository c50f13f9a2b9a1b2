import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import llms from 'vitepress-plugin-llms'
import { REPOSITORY } from '../pages.js'

const TARGET = fileURLToPath(new URL('../../target/site/', import.meta.url))
const sidebar = JSON.parse(readFileSync(`${TARGET}sidebar.json`))

/** As GitHub does, so that a link to a heading works in both. */
const slugify = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}_ -]/gu, '')
    .replaceAll(' ', '-')

/** A table header without text is a cell: screen readers announce headers. */
function replaceEmptyHeaders({ tokens }) {
  for (const [index, { type }] of tokens.entries()) {
    if (type !== 'th_open' || tokens[index + 1].content) continue
    tokens[index].tag = tokens[index + 2].tag = 'td'
  }
}

const base = process.env.SITE_BASE ?? '/'

export default defineConfig({
  base,
  srcDir: `${TARGET}pages`,
  cacheDir: `${TARGET}cache`,
  title: 'eventsource-wasm',
  description: 'EventSource with request headers, POST, and reconnection that you control',
  lang: 'en',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  markdown: {
    anchor: { slugify },
    config: (md) => md.core.ruler.push('empty headers', replaceEmptyHeaders),
    // The default themes have too little contrast for WCAG.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // The demo is made of files that VitePress only copies.
  ignoreDeadLinks: [/^\/demo\//],
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide' },
      { text: 'Options', link: '/options' },
      { text: 'API', link: '/api/' },
      { text: 'Demo', link: '/demo/', target: '_self' },
    ],
    sidebar: [
      ...sidebar,
      {
        text: 'API',
        items: [
          { text: 'JavaScript API', link: '/api/' },
          { text: 'Rust API', link: 'https://docs.rs/eventsource-wasm' },
          { text: 'Demo', link: '/demo/', target: '_self' },
        ],
      },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [
      { icon: 'github', link: REPOSITORY },
      { icon: 'npm', link: 'https://www.npmjs.com/package/eventsource-wasm' },
    ],
  },
  vite: { plugins: [llms({ excludeIndexPage: false })] },
})

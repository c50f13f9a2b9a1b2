// The site's pages and their order. A file of docs/ that is not listed here is a page too, after all others.

export const REPOSITORY = 'https://github.com/eventsource-wasm/eventsource-wasm'

/** Sections of the sidebar: the files of the repository that are their pages. */
export const SECTIONS = {
  'Using it': ['docs/guide.md', 'docs/options.md', 'docs/migration.md', 'docs/limitations.md'],
  Results: [
    'docs/conformance.md',
    'docs/compatibility.md',
    'docs/reach.md',
    'docs/performance.md',
    'docs/size.md',
    'docs/reliability.md',
    'docs/trust.md',
  ],
  Project: ['SECURITY.md', 'CHANGELOG.md'],
}

export const HOME = 'README.md'

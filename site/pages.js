// The site's pages and their order. A file of docs/ that is not listed here is a page too, after all others.

export const REPOSITORY = 'https://github.com/eventsource-wasm/eventsource-wasm'

/** Sections of the sidebar: the files of the repository that are their pages. */
export const SECTIONS = {
  Guide: [
    'docs/guide.md',
    'docs/language-models.md',
    'docs/frameworks.md',
    'docs/integrations.md',
    'docs/setup.md',
    'docs/limited-environments.md',
    'docs/servers.md',
    'docs/testing.md',
    'docs/migration.md',
    'docs/migration-callbacks.md',
    'docs/rust.md',
    'docs/questions.md',
  ],
  Reference: [
    'docs/options.md',
    'docs/limitations.md',
    'SECURITY.md',
    'docs/support.md',
    'CHANGELOG.md',
  ],
  Results: [
    'docs/conformance.md',
    'docs/reach.md',
    'docs/compatibility.md',
    'docs/performance.md',
    'docs/size.md',
    'docs/trust.md',
  ],
}

export const HOME = 'README.md'

// The combinations of global and implementation that the checks run in, and the pages that start them.

import { GLOBALS } from './runner/check.js'

const CHECKS = '/conformance/checks.js'
const WITHOUT_NATIVE = '/conformance/without_native.js'

/** The scripts that install each implementation. A service worker cannot use `import()` and needs the scripts in `service`. */
export const IMPLEMENTATIONS = {
  native: { kind: 'classic', scripts: [] },
  classic: { kind: 'classic', scripts: [WITHOUT_NATIVE, '/dist/eventsource.global.js'] },
  module: {
    kind: 'script',
    scripts: [WITHOUT_NATIVE, '/dist/polyfill.js'],
    service: [WITHOUT_NATIVE, '/dist/eventsource.global.js'],
  },
  'main entry': {
    kind: 'script',
    scripts: ['/conformance/library.js'],
    service: ['/conformance/library_inline.js'],
  },
  'main entry without native': {
    kind: 'script',
    scripts: [WITHOUT_NATIVE, '/conformance/library.js'],
    service: [WITHOUT_NATIVE, '/conformance/library_inline.js'],
  },
}

export const combinations = GLOBALS.flatMap((global) =>
  Object.keys(IMPLEMENTATIONS).map((implementation) => ({ global, implementation })),
)

/**
 * The path of the page that starts a combination; `parameters` are for the checks: see runner/env.js. With `children`, it is
 * the page that runs the checks that start children.
 */
export function pathOf({ global, implementation }, parameters, { children, sections = [] } = {}) {
  const { kind, scripts, [global]: install = scripts } = IMPLEMENTATIONS[implementation]
  const query = new URLSearchParams({ global, implementation, kind, ...parameters })
  for (const url of install) query.append('install', url)
  for (const section of sections) query.append('section', section)
  for (const url of children ? [] : install) query.append(kind, url)
  query.append(children ? 'classic' : kind, CHECKS)
  if (children) query.set('children', '')
  if (global === 'window' || children) return `/page?${query}`
  const starter = {
    classic: '/conformance/start_worker.js',
    worker: `/worker?${query}`,
    type: kind === 'script' ? 'module' : 'classic',
    global,
    results: parameters.results,
  }
  return `/page?${new URLSearchParams(starter)}`
}

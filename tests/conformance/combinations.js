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

/** The path of the page that starts a combination; `parameters` are for the checks: see runner/env.js. */
export function pathOf({ global, implementation }, parameters) {
  const { kind, scripts, [global]: globalScripts = scripts } = IMPLEMENTATIONS[implementation]
  const urls = [...globalScripts, CHECKS].map((url) => [kind, url])
  const all = { global, implementation, ...parameters }
  const query = new URLSearchParams([...urls, ...Object.entries(all)])
  if (global === 'window') return `/page?${query}`
  const starter = {
    classic: '/conformance/start_worker.js',
    worker: `/worker?${query}`,
    type: kind === 'script' ? 'module' : 'classic',
    global,
    results: parameters.results,
  }
  return `/page?${new URLSearchParams(starter)}`
}

// Builds the site for each place at which the tests host it.

import { renderSite, writeSources } from '../../site/build.js'
import { HOSTED } from './server.js'

export async function buildHostedSites() {
  await writeSources()
  // One after the other: VitePress has a single folder for temporary files.
  for (const { base, folder } of Object.values(HOSTED)) await renderSite(base, folder)
}

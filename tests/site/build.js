// Builds the site for each place at which the tests host it.

import { renderSite, writeSources } from '../../site/build.js'
import { HOSTED } from './server.js'

export async function buildHostedSites() {
  await writeSources()
  for (const { base, folder } of Object.values(HOSTED)) await renderSite(base, folder)
}

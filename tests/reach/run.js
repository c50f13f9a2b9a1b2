// Runs the package in every supported environment, and writes docs/reach.md. `npm run test:reach -- PART` runs the rows whose
// names contain PART, and writes nothing.

import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from '../../scripts/build.js'
import { writeCompatibility } from '../../scripts/compatibility.js'
import { setUpReach } from '../../scripts/setup.js'
import { main } from '../../scripts/steps.js'
import { count, markdown, printMatrix, printTotal } from './report.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DOCUMENT = `${ROOT}docs/reach.md`

await main(async () => {
  const [part] = process.argv.slice(2)
  await setUpReach()
  await build()
  // These import packages that the set-up installs.
  const { startTestServer } = await import('../server/server.js')
  const { format, resolveConfig } = await import('prettier')
  const { reach } = await import('./reach.js')
  const server = await startTestServer()
  process.env.EVENTSOURCE_TEST_SERVER = server.address
  const results = await reach(part)
  await server.close()
  if (!part) {
    const options = { ...(await resolveConfig(DOCUMENT)), filepath: DOCUMENT }
    await mkdir(`${ROOT}docs`, { recursive: true })
    await writeFile(DOCUMENT, await format(markdown(results), options))
    await writeCompatibility()
  }
  printMatrix(results)
  printTotal(results)
  if (count(results, 'failed') || !results.length) process.exitCode = 1
})

// Builds the site for each place at which the tests host it, and tests it in Chromium: `npm run test:site`.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main, run, step } from '../../scripts/steps.js'
import { startTestServer } from '../server/server.js'
import { buildHostedSites } from './build.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

await main(async () => {
  await buildHostedSites()
  const names = await readdir(FOLDER, { recursive: true })
  const files = names.filter((name) => name.endsWith('.test.js')).map((name) => join(FOLDER, name))
  const server = await startTestServer()
  const env = { EVENTSOURCE_TEST_SERVER: server.address, EVENTSOURCE_TEST_ENGINE: 'Chromium' }
  try {
    // More than the cores of most machines: the demo's scenarios mostly wait.
    const options = ['--test', '--test-concurrency=3']
    await step('Testing the site', () => run(process.execPath, [...options, ...files], { env }))
  } finally {
    await server.close()
  }
})

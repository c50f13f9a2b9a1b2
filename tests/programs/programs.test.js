/* global library */

// The programs in a page of the browser that EVENTSOURCE_TEST_ENGINE names.

import { after, before } from 'node:test'
import { startBrowser } from '../engines.js'
import { pageAt } from '../page/server.js'
import { testPrograms } from './run.js'

let browser
before(async () => {
  browser = await startBrowser(process.env.EVENTSOURCE_TEST_ENGINE)
  await browser.open(pageAt({ script: '/library.js' }))
})
after(() => browser?.quit())

testPrograms((run, urls) =>
  browser.evaluate((source, urls) => (0, eval)(`(${source})`)(library, urls), `${run}`, urls),
)

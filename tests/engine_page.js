// A page with the library, in a browser driven by WebDriver.

import { withBrowser } from './engines.js'
import { pageAt } from './page/server.js'

/** Opens the page and calls `use` with the browser. An evaluated script may take half of `timeout` milliseconds. */
export const withPage = (engine, timeout, use) =>
  withBrowser(engine, async (browser) => {
    await browser.session.manage().setTimeouts({ script: timeout / 2 })
    await browser.open(pageAt({ script: '/library.js' }))
    return use(browser)
  })

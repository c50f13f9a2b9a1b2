// A page with the library in a browser that is driven by WebDriver.

import { withBrowser } from './engines.js'
import { pageAt } from './page/server.js'

/** Opens it and calls `use` with the browser; what it evaluates may take at most half of so many milliseconds. */
export const withPage = (engine, patience, use) =>
  withBrowser(engine, async (browser) => {
    await browser.session.manage().setTimeouts({ script: patience / 2 })
    await browser.open(pageAt({ script: '/library.js' }))
    return use(browser)
  })

// A page with the library in a browser that is driven by WebDriver.

import { withBrowser } from './engines.js'
import { pageAt } from './page/server.js'

/**
 * Opens it and calls `use({ evaluate, session, version })`; `evaluate` runs a function there, with its arguments as JSON,
 * for at most half of so many milliseconds.
 */
export const withPage = (engine, patience, use) =>
  withBrowser(engine, async ({ session, version }) => {
    await session.manage().setTimeouts({ script: patience / 2 })
    await session.get(pageAt({ script: '/library.js' }))
    const evaluate = async (run, ...args) => {
      const [value, error] = await session.executeAsyncScript(
        `const done = arguments[arguments.length - 1]
        Promise.resolve((${run})(...JSON.parse(arguments[0])))
          .then((value) => done([value]), (error) => done([null, String(error)]))`,
        JSON.stringify(args),
      )
      if (error) throw new Error(error)
      return value
    }
    return use({ evaluate, session, version })
  })

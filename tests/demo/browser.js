/* global document */

// The demo in the browser that EVENTSOURCE_TEST_ENGINE names. Each file of tests has one browser and one server.

import { after, before, test as nodeTest } from 'node:test'
import { By } from 'selenium-webdriver'
import { startBrowser } from '../engines.js'
import { pageAt } from '../page/server.js'
import { readPanel } from './panel.js'
import { startDemo } from './server.js'

export const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE

/** The time limit of a test, in milliseconds. */
const PATIENCE = 60_000

export const test = (name, run) => nodeTest(name, { timeout: PATIENCE }, run)

/** Runs in the page: reads again whenever something in it has changed. */
const untilShown = `async (source, expected) => {
  const read = ${readPanel}
  for (let panel; ; ) {
    if ((panel = read([source, expected]))) return panel
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => resolve(observer.disconnect()))
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    })
  }
}`

/**
 * Starts a browser for the tests of a file; returns a function that opens the demo in it. With a `width` the demo is in a frame
 * of that width, because no driver makes a window as narrow as a phone. `start` starts another server than that of the demo.
 */
export function useDemo({ preferences, width, start = startDemo } = {}) {
  let browser
  let server
  before(async () => {
    server = await start()
    browser = await startBrowser(ENGINE, preferences)
  })
  after(async () => {
    await browser?.quit()
    await server?.kill()
  })
  return async (query) => {
    const url = `${server.address}?${new URLSearchParams(query)}`
    await (width ? openFrame(browser, url, width) : browser.open(url))
    return createPage(browser)
  }
}

async function openFrame({ session, open, evaluate }, url, width) {
  await session.switchTo().defaultContent()
  await open(pageAt({}))
  const addFrame = (src, width) => {
    const frame = Object.assign(document.createElement('iframe'), { src, width, height: 700 })
    document.body.style.margin = 0
    frame.style.border = 0
    document.body.append(frame)
    return new Promise((resolve) => frame.addEventListener('load', () => resolve()))
  }
  await evaluate(addFrame, url, width)
  await session.switchTo().frame(0)
}

/** The demo's page; selectors identify its elements. */
function createPage({ session, evaluate }) {
  const find = (selector) => session.findElement(By.css(selector))
  const show = async (source, expected = {}) => {
    try {
      return await evaluate(untilShown, source, expected)
    } catch (error) {
      const panel = await evaluate(`(source) => (${readPanel})([source, {}])`, source)
      const [wanted, found] = [expected, panel].map((value) => JSON.stringify(value))
      throw new Error(`${source} does not show ${wanted} but ${found}`, { cause: error })
    }
  }
  return {
    session,
    evaluate,
    find,
    /** Resolves with what a column shows, once that is as expected: see panel.js. */
    shown: show,
    bothShow: async (expected) => [await show('native', expected), await show('wasm', expected)],
    click: async (selector) => (await find(selector)).click(),
    text: (selector) => evaluate((one) => document.querySelector(one).textContent, selector),
    fill: async (selector, text) => {
      const field = await find(selector)
      const type = async () => {
        await field.clear()
        await field.sendKeys(text)
        return (await field.getAttribute('value')) === text
      }
      // The driver of WebKitGTK sometimes loses a key.
      for (let times = 0; times < 3; times++) if (await type()) return
      throw new Error(`${selector} does not have the value '${text}'`)
    },
    /** Presses keys, one after the other, in the focused element. */
    press: (...keys) =>
      session
        .actions()
        .sendKeys(...keys)
        .perform(),
    /** Presses a key while another is held down. */
    pressWith: (held, key) => session.actions().keyDown(held).sendKeys(key).keyUp(held).perform(),
  }
}

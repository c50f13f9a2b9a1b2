/* global document */

// The demo in the browser that EVENTSOURCE_TEST_ENGINE names: one browser and one server for each test file.

import { after, before, test as nodeTest } from 'node:test'
import { By } from 'selenium-webdriver'
import { startBrowser } from '../engines.js'
import { pageAt } from '../page/server.js'
import { readPanel } from './panel.js'
import { startDemo } from './server.js'

export const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE

/** Milliseconds for a test. */
const TIMEOUT = 60_000

export const test = (name, run) => nodeTest(name, { timeout: TIMEOUT }, run)

/** Runs in the page: reads the panel after each mutation of the document. */
const untilShown = `async (source, isTrue) => {
  const read = ${readPanel}
  for (let panel; ; ) {
    if ((panel = read([source, isTrue]))) return panel
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => resolve(observer.disconnect()))
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    })
  }
}`

/**
 * Starts a browser for the tests of a file, and returns a function that opens the demo in it. With a `width` the demo is in
 * a frame of that width, because no driver makes a window as narrow as a phone.
 */
export function useDemo({ preferences, width } = {}) {
  let browser
  let server
  before(async () => {
    server = await startDemo()
    browser = await startBrowser(ENGINE, preferences)
  })
  after(async () => {
    await browser?.quit()
    await server?.kill()
  })
  return async (query) => {
    const url = `${server.address}?${new URLSearchParams(query)}`
    await (width ? openFrame(browser, url, width) : browser.open(url))
    return pageOf(browser)
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

/** The demo's page; elements are named by selectors. */
function pageOf({ session, evaluate }) {
  const find = (selector) => session.findElement(By.css(selector))
  const show = async (source, isTrue = {}) => {
    try {
      return await evaluate(untilShown, source, isTrue)
    } catch (error) {
      const panel = await evaluate(`(source) => (${readPanel})([source, {}])`, source)
      const [wanted, found] = [isTrue, panel].map((value) => JSON.stringify(value))
      throw new Error(`${source} shows ${found} instead of ${wanted}`, { cause: error })
    }
  }
  return {
    session,
    evaluate,
    find,
    /** What a column shows, as soon as it matches `isTrue`: see panel.js. */
    shown: show,
    bothShow: async (isTrue) => [await show('native', isTrue), await show('wasm', isTrue)],
    click: async (selector) => (await find(selector)).click(),
    text: (selector) => evaluate((one) => document.querySelector(one).textContent, selector),
    fill: async (selector, text) => {
      const field = await find(selector)
      await field.clear()
      await field.sendKeys(text)
    },
    /** Presses keys, one after the other, in the focused element. */
    press: (...keys) =>
      session
        .actions()
        .sendKeys(...keys)
        .perform(),
    /** Presses a key while another key is down. */
    pressWith: (held, key) => session.actions().keyDown(held).sendKeys(key).keyUp(held).perform(),
  }
}

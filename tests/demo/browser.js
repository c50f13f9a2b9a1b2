/* global document */

// The demo in the browser that EVENTSOURCE_TEST_ENGINE names: one browser and one server for each file of tests.

import { after, before, test as nodeTest } from 'node:test'
import { By } from 'selenium-webdriver'
import { startBrowser } from '../engines.js'
import { pageAt } from '../page/server.js'
import { readPanel } from './panel.js'
import { startDemo } from './server.js'

export const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE

/** A test that waits in vain fails after this many milliseconds. */
const PATIENCE = 60_000

export const test = (name, run) => nodeTest(name, { timeout: PATIENCE }, run)

/** Runs in the page: looks again whenever something there has changed. */
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
 * Starts a browser for the tests of a file, and gives what opens the demo in it. With a `width` it is in a frame as wide: no
 * driver makes a window as narrow as a telephone.
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
      throw new Error(`${source} never showed ${wanted} but ${found}`, { cause: error })
    }
  }
  return {
    session,
    evaluate,
    find,
    /** What a column shows, once `isTrue` holds: see panel.js. */
    shown: show,
    bothShow: async (isTrue) => [await show('native', isTrue), await show('wasm', isTrue)],
    click: async (selector) => (await find(selector)).click(),
    text: (selector) => evaluate((one) => document.querySelector(one).textContent, selector),
    fill: async (selector, text) => {
      const field = await find(selector)
      await field.clear()
      await field.sendKeys(text)
    },
    /** Presses keys, one after the other, where the focus is. */
    press: (...keys) =>
      session
        .actions()
        .sendKeys(...keys)
        .perform(),
    /** Presses a key while another one is held down. */
    pressWith: (held, key) => session.actions().keyDown(held).sendKeys(key).keyUp(held).perform(),
  }
}

// Tabs in one browser that share a stream, driven by WebDriver.

import { setTimeout as wait } from 'node:timers/promises'
import { startBrowser } from '../engines.js'

const PATIENCE = 20_000

const at = (address, parameters) => `${address}/page?${new URLSearchParams(parameters)}`

export class Tabs {
  /** The window handles of the tabs, by their IDs. */
  #handles = new Map()
  #control
  #count = 0

  static async start(engine, address) {
    const tabs = new Tabs()
    tabs.address = address
    tabs.browser = await startBrowser(engine)
    tabs.session = tabs.browser.session
    await tabs.browser.open(at(address, { script: '/pages/control.js' }))
    tabs.#control = await tabs.session.getWindowHandle()
    return tabs
  }

  quit() {
    return this.browser.quit()
  }

  ids() {
    return [...this.#handles.keys()]
  }

  /** Opens a tab, whose worker has the source if `inWorker`; `share` is null if its connection is its own. */
  async open({ inWorker = false, share = 'feed' } = {}) {
    const id = `${inWorker ? 'worker' : 'tab'}-${++this.#count}`
    await this.session.switchTo().newWindow('tab')
    this.#handles.set(id, await this.session.getWindowHandle())
    const script = inWorker ? '/pages/host.js' : '/pages/tab.js'
    await this.session.get(at(this.address, { script, id, ...(share && { share }) }))
    return id
  }

  /** Leaves the page of a tab. */
  async leave(id) {
    await this.switchTo(id)
    await this.session.get(at(this.address, {}))
  }

  /** Returns to the page that a tab has left. */
  async goBack(id) {
    await this.switchTo(id)
    await this.session.navigate().back()
  }

  /** Makes this the tab that the session's commands are for. */
  switchTo(id) {
    return this.session.switchTo().window(this.#handles.get(id))
  }

  async close(id) {
    await this.switchTo(id)
    this.#handles.delete(id)
    await this.session.close()
    await this.session.switchTo().window(this.#control)
  }

  /** What a tab is told to do in its process: the page has no part in it. Chromium only. */
  async devTools(id, command, parameters) {
    await this.switchTo(id)
    return this.session.sendDevToolsCommand(command, parameters)
  }

  /** The renderer of a tab crashes. */
  async crash(id) {
    await this.devTools(id, 'Page.crash').catch(() => {})
    await this.session.switchTo().window(this.#control)
  }

  forget(id) {
    this.#handles.delete(id)
  }

  /** Gives an order to tabs: see pages/tab.js. */
  async order(ids, order, argument) {
    await this.session.switchTo().window(this.#control)
    return this.browser.evaluate(
      (...args) => globalThis.order(...args),
      ids,
      order,
      argument,
      PATIENCE / 2,
    )
  }

  /** The reports of these tabs once `isRight` is true of each. */
  async reports(ids, n, isRight) {
    const end = performance.now() + PATIENCE
    for (;;) {
      const reports = await this.order(ids, 'report', n)
      if (reports.every((report) => report && isRight(report))) return reports
      if (performance.now() > end) {
        throw new Error(`timed out: ${JSON.stringify(reports, null, 1)} of ${ids}`)
      }
      await wait(20)
    }
  }
}

/* global document */

// Pages like those of tutorials on server-sent events run unchanged, with the native EventSource and with FetchEventSource
// in its place.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openPage, test, withoutNative } from '../page/browser.js'
import { origin, script } from '../page/server.js'
import { skip, startProcess } from '../server/process.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

const asModule = (html, first = '') => html.replace('<script>', `<script type="module">${first}`)

/** What a reader adds to the page; `window` tells whether the global object then has an EventSource. */
const INSTALLATIONS = {
  'the native EventSource': { native: true, window: true, add: (html) => html },
  'the classic script': {
    window: true,
    add: (html) => `<script src="/dist/eventsource.global.js"></script>${html}`,
  },
  'the polyfill as a module': {
    window: true,
    add: (html) => `<script type="module" src="/dist/polyfill.js"></script>${asModule(html)}`,
  },
  'the imported name': {
    window: false,
    add: (html) => asModule(html, "import { EventSource } from '/dist/index.js'\n"),
  },
}

const body = (...texts) => [{ text: texts.join('') }]
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** The texts of the elements, when there are `count`. */
const lines = (page, selector, count) =>
  page
    .waitForFunction(
      ([selector, count]) => {
        const texts = [...document.querySelectorAll(selector)].map(({ innerText }) => innerText)
        return texts.length >= count && texts
      },
      [selector, count],
    )
    .then((handle) => handle.jsonValue())

const showsSeconds = async (page) => {
  await page.waitForFunction(() => document.querySelectorAll('#result br').length >= 3)
  const text = await page.innerText('#result')
  const times = text.trim().split('\n')
  for (const time of times) assert.match(time, TIME)
  assert.equal(new Set(times).size, times.length)
}

/** For each page: whether it tests for `window.EventSource`, the responses of its streams, and what it shows. */
const TUTORIALS = {
  'handlers.html': {
    testsWindow: true,
    streams: {
      '/events': [
        { body: body('retry: 5\n\ndata: one\n\n: a comment\n\ndata: two\n\n'), then: 'end' },
        { status: 500, then: 'end' },
      ],
    },
    async check(page) {
      assert.deepEqual(await lines(page, 'li', 2), ['message: one', 'message: two'])
      await page.getByText('an error has occurred (state 2)').waitFor()
    },
  },
  'listeners.html': {
    testsWindow: true,
    streams: {
      '/api/events': [
        {
          body: body(
            'retry: 5\nid: 41\ndata: hello\n\n',
            'event: ping\ndata: {"time":"12:00"}\n\n',
            'event: userlogin\ndata: {"username": "bobby",\ndata: "age": 7}\n\n',
            'event: unknown\ndata: no listener\n\n',
          ),
          then: 'end',
        },
        { body: body('id: 42\ndata: again\n\n') },
      ],
    },
    async check(page, { '/api/events': stream }) {
      const first = ['opened', 'message 41: hello', 'ping at 12:00', 'bobby is here']
      // This page compares eventPhase with CLOSED: both are 2, so that it takes every error for the end.
      const all = [...first, 'closed', 'opened', 'message 42: again']
      assert.deepEqual(await lines(page, 'li', all.length), all)
      await page.click('#stop')
      await stream.closed()
      assert.deepEqual(await lines(page, 'li', all.length + 1), [...all, 'stopped, state 2'])
      assert.equal((await stream.log()).requests[1].headers['last-event-id'], '41')
    },
  },
  'credentials.html': {
    streams: {
      '//localhost:8000/feed': [
        {
          body: body(
            'data: Lines\ndata:\ndata:  of data\n\n',
            'event: stock\ndata: {"symbol":"ABC","price":7}\n\n',
          ),
        },
      ],
    },
    async check(page) {
      assert.deepEqual(await lines(page, 'td', 2), ['ABC', '7.00'])
      assert.equal(await page.textContent('#poem'), 'Lines\n\n of data')
      assert.equal(await page.getAttribute('body', 'data-credentials'), 'true')
    },
  },
  'retry.html': {
    streams: {
      '/updates': [
        { body: body('retry: 5\nid: 1\ndata: one\n\n'), then: 'end' },
        { body: body('id: 2\ndata: two\n\nid: 3\ndata: bye\n\ndata: never\n\n'), then: 'end' },
      ],
    },
    async check(page, { '/updates': stream }) {
      const shown = await lines(page, 'p', 6)
      assert.match(shown[0], /^Connected to http:.+\/updates$/)
      const [, ...rest] = shown.map((line) => line.replace(/^(Connected).+/, '$1'))
      assert.deepEqual(rest, [
        '#1 one',
        'Connection lost, trying again',
        'Connected',
        '#2 two',
        '#3 bye',
      ])
      assert.equal((await stream.log()).requests.length, 2)
    },
  },
}

/** The servers of tutorials, at `/clock`, and the program that is missing for them, if any. */
const php = spawnSync('php', ['--version']).error && 'PHP'
const CLOCKS = {
  Node: { command: [process.execPath, path('servers/clock.cjs')] },
  'PHP in a loop': {
    command: ['php', '-S', '127.0.0.1:PORT', path('servers/clock.php')],
    missing: php,
  },
  'PHP, one event for each request': {
    command: ['php', '-S', '127.0.0.1:PORT', path('servers/once.php')],
    missing: php,
  },
}

/** Opens a page of a server with an installation added; requests for `streams` are sent to other URLs. */
function openTutorial(t, name, { native, add }, server, streams = []) {
  const html = add(readFileSync(path(name), 'utf8'))
  return openPage(t, `${server}/tutorial`, async (page) => {
    if (!native) await withoutNative(page)
    await page.route(`${server}/tutorial`, (route) =>
      route.fulfill({ contentType: 'text/html', body: html }),
    )
    await page.route(`${server}/dist/*`, (route) => {
      const { pathname } = new URL(route.request().url())
      return route.fulfill({ path: path(`../..${pathname}`) })
    })
    for (const [url, target] of streams) {
      const glob = `**${url.replace('//', '/')}`
      await page.route(glob, (route) => route.continue({ url: target }))
    }
  })
}

// Concurrent, because the clocks take seconds.
describe('tutorials', { concurrency: 4 }, () => {
  for (const [installation, how] of Object.entries(INSTALLATIONS)) {
    for (const [name, { testsWindow, streams, check }] of Object.entries(TUTORIALS)) {
      // A page that imports the name has no reason to test for `window.EventSource`.
      if (testsWindow && !how.window) continue
      test(`${name}, with ${installation}`, async (t) => {
        const created = {}
        for (const [url, responses] of Object.entries(streams))
          created[url] = await script(...responses)
        const targets = Object.entries(created).map(([url, target]) => [url, target.url])
        await check(await openTutorial(t, name, how, origin, targets), created)
      })
    }

    for (const [clock, { command, missing }] of Object.entries(CLOCKS)) {
      const name = `clock.html, from ${clock}, with ${installation}`
      if (missing) skip(name, missing)
      else {
        test(name, async (t) => {
          const { address } = await startProcess(t, command)
          await showsSeconds(await openTutorial(t, 'clock.html', how, address))
        })
      }
    }
  }
})

/* global document */

// The demo for its tests: its server as a process of its own, and what its page shows.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openPage } from './browser.js'

const SERVER = fileURLToPath(new URL('../../www/server.js', import.meta.url))

/** Starts the demo's server. */
export async function startDemo(t, port = 0) {
  const server = spawn(process.execPath, [SERVER, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  t.after(kill)
  const [line] = await once(createInterface({ input: server.stdout }), 'line')
  return { address: /http:\S+/.exec(line)[0], kill }
}

/** The demo's page in a scenario; `query` is its address's. */
export async function openDemo(t, query, prepare) {
  const { address } = await startDemo(t)
  const page = await openPage(t, `${address}?${new URLSearchParams(query)}`, prepare)
  return Object.assign(page, { address })
}

/** What a column shows and its lane draws, once every number in `isTrue` is reached and every text is there. */
export async function shown(page, source, isTrue = {}) {
  const handle = await page.waitForFunction(
    ([source, isTrue]) => {
      const section = document.querySelector(`section[data-source="${source}"]`)
      const text = (name) => section.querySelector(`[data-${name}]`)?.textContent
      const number = (name) => Number(text(name)?.replaceAll(',', ''))
      const lane = document.querySelector(`[data-lane="${source}"]`)
      const drawn = (selector, key) =>
        [...(lane?.querySelectorAll(selector) ?? [])].map((node) => node.dataset[key])
      const panel = {
        state: text('state'),
        received: number('received'),
        lost: number('lost'),
        doubled: number('doubled'),
        rate: number('rate'),
        attempts: number('attempts'),
        reconnections: number('reconnections'),
        log: text('log'),
        text: text('text'),
        segments: drawn('.segment', 'kind'),
        statuses: drawn('.attempt', 'status'),
        bars: drawn('.bar', 'at').length,
        wires: drawn('.wire', 'at').length,
      }
      const holds = ([name, wanted]) =>
        typeof wanted === 'number' ? panel[name] >= wanted : panel[name]?.includes(wanted)
      return Object.entries(isTrue).every(holds) && panel
    },
    [source, isTrue],
  )
  return handle.jsonValue()
}

export const bothShow = (page, isTrue) =>
  Promise.all(['native', 'wasm'].map((source) => shown(page, source, isTrue)))

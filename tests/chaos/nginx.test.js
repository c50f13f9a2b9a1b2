/* global library, watch */

// The faults of a server behind a real nginx, which buffers, compresses, and closes connections that are idle for a second.

import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { PROXY, which } from '../../scripts/setup.js'
import { openLibrary, test } from '../page/browser.js'
import { origin, script } from '../page/server.js'
import { startNginx } from '../server/nginx.js'
import { TIMEOUT, everyFault, report, runFaults } from './chaos.js'

const PROXIES = {
  'with its default buffering': { directives: '' },
  'with proxy_buffering off': { directives: 'proxy_buffering off; proxy_http_version 1.1;' },
  'with X-Accel-Buffering: no': { directives: '', headers: { 'X-Accel-Buffering': 'no' } },
  'with gzip on': { directives: 'gzip on; gzip_types text/event-stream; gzip_min_length 1;' },
}

/** Milliseconds; longer than nginx waits. */
const NEVER = 60_000

const skip = !which(PROXY) && !process.env.CI && `${PROXY} is not installed`
const options = { skip, timeout: TIMEOUT }

let nginx
before(async () => {
  if (skip) return
  const blocks = Object.values(PROXIES).map(
    ({ directives }) => `proxy_read_timeout 1s; ${directives}`,
  )
  nginx = await startNginx(origin, ...blocks)
})
after(() => nginx?.close())

describe('nginx', { concurrency: 2 }, () => {
  for (const [index, [name, { directives, headers }]] of Object.entries(PROXIES).entries()) {
    test(`no event is lost or duplicated behind nginx ${name}`, options, async (t) => {
      const front = nginx.addresses[index]
      const results = await runFaults({
        address: origin,
        front,
        faults: everyFault('http1'),
        newPage: () => openLibrary(t, { from: front }),
        headers,
        idleTimeout: NEVER,
        reasons: ['content-type', 'end', 'network', 'status'],
      })
      report(t, results)
    })

    const isBuffered = !directives.includes('off') && !headers
    const what = isBuffered ? 'is never delivered' : 'is delivered immediately'
    test(
      `an event of a stream that is idle afterwards ${what} behind nginx ${name}`,
      options,
      async (t) => {
        const from = nginx.addresses[index]
        const resource = await script({ headers, body: [{ text: 'data: a\n\n' }] })
        const page = await openLibrary(t, { from })
        const entries = await page.evaluate(async (url) => {
          const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
          return watch(source).until(3)
        }, from + resource.path)
        const cut = 'error network, again in 1'
        assert.deepEqual(entries, ['open', ...(isBuffered ? [cut, 'open'] : ['message a #', cut])])
      },
    )
  }
})

// Several sources at a time, each in a page of its own, against a server that spoils their attempts.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { endure } from './endure.js'
import { PLACES, cuts } from './faults.js'

/** Browsers open six connections to a server, and a source needs one of them at a time. */
const SOURCES = 4

/** Milliseconds; longer than any pause that a server makes which has not gone silent. */
const IDLE_TIMEOUT = 400

/** Milliseconds; the server may hear of the end of a connection after the beginning of the next. */
const LATE_NEWS = 200

/** How many faults it takes until a stream has been cut at every place. */
export const enoughFaults = () => {
  let faults = SOURCES
  while (cuts(faults / SOURCES) * SOURCES < PLACES + SOURCES) faults += SOURCES
  return faults
}

/**
 * Survives so many faults in pages that `newPage` opens with the library; gives the figures, once what was seen is what must
 * be seen.
 */
export async function survive({ address, faults, newPage, onPage = () => {} }) {
  const { faulty, script } = client(address)
  const beyond = await script({ body: [{ text: ':\n' }, { delay: 50 }], then: 'end' })
  const each = Math.ceil(faults / SOURCES)
  const results = await Promise.all(
    Array.from({ length: SOURCES }, async (_, index) => {
      const resource = await faulty({ faults: each, begin: index, step: SOURCES })
      const page = await newPage()
      onPage(page)
      const result = await page.evaluate(endure, {
        url: resource.url,
        beyond: beyond.url,
        idleTimeout: IDLE_TIMEOUT,
      })
      check(result, await afterLastClose(resource), each)
      return { ...result, page }
    }),
  )
  const sum = (get) => results.reduce((total, result) => total + get(result), 0)
  return {
    pages: results.map(({ page }) => page),
    faults: sum(({ errors }) => errors),
    events: sum(({ events }) => events),
    longestGap: Math.max(...results.map(({ longestGap }) => longestGap)),
    places: new Set(results.flatMap(({ report }) => report.places)).size,
    reasons: results[0].reasons,
  }
}

/** The resource's log once the client has closed the last connection too. */
async function afterLastClose(resource) {
  const { requests } = await resource.log()
  const wasClosed = ({ closedByClient }) => closedByClient !== null
  const isLastOpen = Number(!wasClosed(requests.at(-1)))
  return resource.closed(requests.filter(wasClosed).length + isLastOpen)
}

function check({ complaints, report, errors, events, reasons }, { requests }, faults) {
  assert.deepEqual(complaints, [])
  assert.deepEqual(report.complaints, [])
  // The page has checked that there is one for each attempt. On a busy machine an answer can come too late.
  const late = reasons.idle - report.silences
  assert.ok(errors >= faults && errors <= faults + Math.max(0, late), 'one error for each fault')
  assert.ok(events > faults, 'most attempts get something through')
  for (const [index, { closedByClient, closedByServer }] of requests.slice(0, -1).entries()) {
    const over = closedByClient ?? closedByServer
    const isOver = over !== null && over < requests[index + 1].time + LATE_NEWS
    assert.ok(isOver, `one connection at a time, and not two at attempt ${index}`)
  }
  assert.deepEqual(Object.keys(reasons).sort(), [
    'content-type',
    'end',
    'idle',
    'network',
    'status',
  ])
  const isRedirected = ({ url }) => url.includes('hop=')
  assert.ok(requests.some(isRedirected) && requests.length >= faults + 1)
}

// Several sources at a time, each in a page of its own, against a server that spoils their attempts.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { endure } from './endure.js'
import { PLACES, PLANS, cuts } from './faults.js'

/** Browsers open six connections to a server, and a source needs one of them at a time. */
const SOURCES = 4

/** Milliseconds; longer than any pause that a server makes which has not gone silent. */
const IDLE_TIMEOUT = 400

/** Milliseconds; the server may hear of the end of a connection after the beginning of the next. */
const LATE_NEWS = 200

/** In milliseconds, for a test that survives a plan or a few; most of the time is spent waiting. */
export const PATIENCE = 90_000

/** How many faults it takes until a stream has been cut at every place. */
export const enoughFaults = () => {
  let faults = SOURCES
  while (cuts(faults / SOURCES) * SOURCES < PLACES + SOURCES) faults += SOURCES
  return faults
}

/** How many faults it takes until each source has met all of a plan. */
export const everyFault = (plan, sources = SOURCES) => PLANS[plan].length * sources

/** What a page is told of the faults of the plan for HTTP/1.1. */
const REASONS = ['content-type', 'end', 'idle', 'network', 'status']

/**
 * Survives so many faults in pages that `newPage` opens with the library; gives the figures, once what was seen is what must
 * be seen. `front` is where the pages find the server at `address`, `plan` the order of faults and `headers` what is added
 * to every answer (see faults.js); `reasons` are those of the errors that must have come, and `repeats` is how many
 * requests the browser may send again by itself.
 */
export async function survive({
  address,
  front = address,
  faults,
  newPage,
  onPage = () => {},
  sources = SOURCES,
  idleTimeout = IDLE_TIMEOUT,
  reasons = REASONS,
  repeats = 0,
  plan,
  headers,
}) {
  const { faulty, script } = client(address)
  const beyond = await script({ body: [{ text: ':\n' }, { delay: 50 }], then: 'end' })
  const each = Math.ceil(faults / sources)
  const results = await Promise.all(
    Array.from({ length: sources }, async (_, index) => {
      const resource = await faulty({ faults: each, begin: index, step: sources, plan, headers })
      const page = await newPage()
      onPage(page)
      const result = await page.evaluate(endure, {
        url: front + resource.path,
        beyond: front + beyond.path,
        idleTimeout,
      })
      check(result, await afterLastClose(resource), { faults: each, reasons, repeats })
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

/** Says in a test's output what it has survived. */
export const report = (t, { faults, events, longestGap, reasons }) =>
  t.diagnostic(
    `${faults} faults survived, ${events} events checked, ` +
      `longest time without one ${Math.round(longestGap)} ms, in one page ${JSON.stringify(reasons)}`,
  )

/** The resource's log once the client has closed the last connection too. */
async function afterLastClose(resource) {
  const { requests } = await resource.log()
  const wasClosed = ({ closedByClient }) => closedByClient !== null
  const isLastOpen = Number(!wasClosed(requests.at(-1)))
  return resource.closed(requests.filter(wasClosed).length + isLastOpen)
}

function check(result, { requests }, { faults, reasons, repeats }) {
  const { complaints, report, errors, attempts, events } = result
  assert.deepEqual(complaints, [])
  assert.deepEqual(report.complaints, [])
  assert.equal(errors, attempts - 1, 'one error for each attempt but the last')
  assert.ok(events > faults / 2, 'many attempts get something through')
  // On a busy machine a server can come too late, even to see a request.
  const late = Math.max(0, (result.reasons.idle ?? 0) - report.silences)
  const repeated = requests.length - report.detours - attempts
  const isExpected = repeated >= -late && repeated <= repeats
  assert.ok(isExpected, `${repeated} requests beside the page's, ${late} answers late`)
  for (const [index, { closedByClient, closedByServer }] of requests.slice(0, -1).entries()) {
    const over = closedByClient ?? closedByServer
    const isOver = over !== null && over < requests[index + 1].time + LATE_NEWS
    assert.ok(isOver, `one connection at a time, and not two at attempt ${index}`)
  }
  assert.deepEqual(Object.keys(result.reasons).sort(), reasons)
  if (report.detours) assert.ok(requests.some(({ url }) => url.includes('visit=')))
}

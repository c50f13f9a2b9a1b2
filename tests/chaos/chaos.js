// Concurrent sources, each in a page of its own, against a server that injects faults.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { receiveNumbered } from './receive_numbered.js'
import { PLACES, PLANS, cuts } from './faults.js'

/** Browsers open six connections to a server, and each source uses one at a time. */
const SOURCES = 4

/** Milliseconds; longer than any pause of a stream that is not stalled. */
const IDLE_TIMEOUT = 400

/** Milliseconds; the server may notice the end of a connection after the start of the next. */
const CLOSE_TOLERANCE = 200

/** Milliseconds for a test that runs one or several plans; most of the time is spent waiting. */
export const TIMEOUT = 90_000

/** The number of faults after which a stream has been cut at every offset. */
export const enoughFaults = () => {
  let faults = SOURCES
  while (cuts(faults / SOURCES) * SOURCES < PLACES + SOURCES) faults += SOURCES
  return faults
}

/** The number of faults after which each source has had every fault of a plan. */
export const everyFault = (plan, sources = SOURCES) => PLANS[plan].length * sources

/** The reasons of the errors in a page for the faults of the plan for HTTP/1.1. */
const REASONS = ['content-type', 'end', 'idle', 'network', 'status']

/**
 * Runs `faults` faults in pages that `newPage` opens with the library, asserts what the pages and the server saw, and returns
 * the figures. `front` is the address at which the pages find the server at `address`, `plan` the order of faults, and
 * `headers` are added to every response (see faults.js). `reasons` are the reasons of the expected errors, and `repeats` is
 * the number of requests that the browser may repeat by itself.
 */
export async function runFaults({
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
  const settled = await script({ body: [{ text: ':\n' }, { delay: 50 }], then: 'end' })
  const each = Math.ceil(faults / sources)
  const all = await Promise.all(
    Array.from({ length: sources }, async (_, index) => {
      const resource = await faulty({ faults: each, begin: index, step: sources, plan, headers })
      const page = await newPage()
      onPage(page)
      const result = await page.evaluate(receiveNumbered, {
        url: front + resource.path,
        settled: front + settled.path,
        idleTimeout,
      })
      check(result, await afterLastClose(resource), { faults: each, reasons, repeats })
      return { ...result, page }
    }),
  )
  const sum = (get) => all.reduce((total, result) => total + get(result), 0)
  return {
    pages: all.map(({ page }) => page),
    faults: sum(({ errors }) => errors),
    events: sum(({ events }) => events),
    longestGap: Math.max(...all.map(({ longestGap }) => longestGap)),
    places: new Set(all.flatMap(({ report }) => report.places)).size,
    reasons: all[0].reasons,
  }
}

/** Prints the figures in the output of a test. */
export const report = (t, { faults, events, longestGap, reasons }) =>
  t.diagnostic(
    `${faults} faults, ${events} events checked, ` +
      `longest time without an event ${Math.round(longestGap)} ms, in one page ${JSON.stringify(reasons)}`,
  )

/** The log of the resource, after the client has closed the last connection. */
async function afterLastClose(resource) {
  const { requests } = await resource.log()
  const wasClosed = ({ closedByClient }) => closedByClient !== null
  const isLastOpen = Number(!wasClosed(requests.at(-1)))
  return resource.closed(requests.filter(wasClosed).length + isLastOpen)
}

function check(result, { requests }, { faults, reasons, repeats }) {
  const { problems, report, errors, attempts, events } = result
  assert.deepEqual(problems, [])
  assert.deepEqual(report.problems, [])
  assert.equal(errors, attempts - 1, 'one error for each attempt but the last')
  assert.ok(events > faults / 2, 'many attempts deliver events')
  // On a busy machine the idle timeout can end before the server has even received the request.
  const late = Math.max(0, (result.reasons.idle ?? 0) - report.stalls)
  const repeated = requests.length - report.redirections - attempts
  const isExpected = repeated >= -late && repeated <= repeats
  assert.ok(isExpected, `${repeated} requests beside the page's, ${late} responses late`)
  for (const [index, { closedByClient, closedByServer }] of requests.slice(0, -1).entries()) {
    const closedAt = closedByClient ?? closedByServer
    const isClosed = closedAt !== null && closedAt < requests[index + 1].time + CLOSE_TOLERANCE
    assert.ok(isClosed, `one connection at a time, and not two at attempt ${index}`)
  }
  assert.deepEqual(Object.keys(result.reasons).sort(), reasons)
  if (report.redirections) assert.ok(requests.some(({ url }) => url.includes('visit=')))
}

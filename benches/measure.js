// Runs jobs in a browser. Each repetition runs all libraries, in a rotating order.

import { openBrowser } from './browser.js'
import { stream } from './workloads.js'

const TIMEOUT_MS = 60_000

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** A stream's URL and expected events, for a page. */
export const streamInfo = (workload, events) => ({
  url: `/stream?workload=${workload}${events ? `&events=${events}` : ''}`,
  expected: stream(workload, events).expected,
})

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)]

/** A browser that starts when needed, and again after a job failed or timed out. */
export function session(name, server, options) {
  let browser
  return {
    async runJob(job) {
      browser ??= await openBrowser(name, `${server.address}/`, options)
      try {
        return await Promise.race([
          server.runJob(job, job.timeout ?? TIMEOUT_MS),
          browser.exited.then(() => Promise.reject(new Error(`${name} exited`))),
        ])
      } catch (error) {
        // Its state is unknown, so the next job starts a new browser.
        await this.close()
        throw error
      }
    },
    /** The ID of the browser's process group. */
    group: () => browser.group,
    async close() {
      await browser?.close()
      browser = undefined
      server.reset()
    },
  }
}

/**
 * Runs a job per library and repetition. Returns a row per library; a library that failed once is not run again. `rival` is a
 * library that the times of all are compared with, besides the first.
 */
export async function compare(browser, libraries, repetitions, jobOf, rival) {
  const rows = new Map(libraries.map((library) => [library, { library, results: [] }]))
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const library of rotated(libraries, repetition)) {
      const row = rows.get(library)
      if (row.error) continue
      try {
        row.results.push(await browser.runJob(jobOf(library)))
        process.stdout.write('.')
      } catch (error) {
        row.error = error.message
        process.stdout.write(`\n! ${library}: ${error.message}\n`)
      }
    }
  }
  process.stdout.write('\n')
  return [...rows.values()].map((row) => summary(row, rows.get(libraries[0]), rows.get(rival)))
}

/** The medians of the time, and of its ratio to and difference from that of the first library in the same repetition. */
function summary({ library, results, error }, first, rival) {
  if (error) return { library, error }
  const of = (key) => results.map((result) => result[key])
  const row = { library, time: median(of('time')) }
  if (results[0].block !== undefined) row.block = median(of('block'))
  if (rival && !rival.error) {
    row.againstRival = median(results.map(({ time }, index) => time / rival.results[index].time))
  }
  if (first.error || first.library === library) return row
  const paired = (by) => results.map(({ time }, index) => by(time, first.results[index].time))
  const ratios = paired((time, other) => other / time)
  return {
    ...row,
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    over: median(paired((time, other) => time - other)),
  }
}

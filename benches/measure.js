// Runs jobs in a browser: all contenders in turn within each repetition, in another order each time.

import { openBrowser } from './browser.js'
import { stream } from './workloads.js'

/** In milliseconds. */
const PATIENCE = 60_000

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** What a page is told of a stream. */
export const told = (workload, events) => ({
  url: `/stream?workload=${workload}${events ? `&events=${events}` : ''}`,
  expected: stream(workload, events).expected,
})

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)]

/** A browser that is started again when a page of it does not come to an end. */
export function session(name, server, options) {
  let browser
  return {
    async ask(job) {
      browser ??= await openBrowser(name, `${server.address}/`, options)
      try {
        return await Promise.race([
          server.ask(job, job.patience ?? PATIENCE),
          browser.gone.then(() => Promise.reject(new Error(`${name} came to an end`))),
        ])
      } catch (error) {
        // Whatever went wrong, the next job has a new browser.
        await this.close()
        throw error
      }
    },
    async close() {
      await browser?.close()
      browser = undefined
      server.reset()
    },
  }
}

/**
 * Does a job for each contender, again and again. Gives, for each, the results in the order of the repetitions, or why
 * there is none: who has failed is not asked again.
 */
export async function compare(browser, contenders, repetitions, jobOf) {
  const rows = new Map(contenders.map((contender) => [contender, { contender, results: [] }]))
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const contender of rotated(contenders, repetition)) {
      const row = rows.get(contender)
      if (row.error) continue
      try {
        row.results.push(await browser.ask(jobOf(contender)))
        process.stdout.write('.')
      } catch (error) {
        row.error = error.message
        process.stdout.write(`\n! ${contender}: ${error.message}\n`)
      }
    }
  }
  process.stdout.write('\n')
  return [...rows.values()].map((row) => summary(row, rows.get(contenders[0])))
}

/** Medians; how many times faster than the first contender in the same repetition, and how much longer than it. */
function summary({ contender, results, error }, first) {
  if (error) return { contender, error }
  const of = (key) => results.map((result) => result[key])
  const row = { contender, time: median(of('time')) }
  if (results[0].block !== undefined) row.block = median(of('block'))
  if (first.error || first.contender === contender) return row
  const paired = (by) => results.map(({ time }, index) => by(time, first.results[index].time))
  const ratios = paired((time, other) => other / time)
  return {
    ...row,
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    over: median(paired((time, other) => time - other)),
  }
}

// Measures the CPU time of all processes of a browser for events that arrive one by one.

import { readdir, readFile } from 'node:fs/promises'
import { compare, session, streamInfo } from './measure.js'

const EVENTS = 5_000

/** Of a Linux clock tick, the unit in /proc. */
const TICK_MS = 10

const LIBRARIES = [
  'native',
  'FetchEventSource',
  'events',
  'eventsource',
  'eventsource-client',
  '@microsoft/fetch-event-source',
  'fetch',
]

/** The CPU time that the processes of a group have used, in milliseconds: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function cpuTime(group) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const times = ids.map(async (id) => {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
    // The name of the program, in parentheses, can contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(fields[2]) !== group) return 0
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  })
  return (await Promise.all(times)).reduce((sum, time) => sum + time, 0)
}

/** Microseconds of CPU time for each event, without those that the browser uses when idle. */
export async function cpu(name, server, { share, repetitions }) {
  if (process.platform !== 'linux')
    throw new Error('CPU time is read from /proc, which only Linux has')
  const browser = session(name, server)
  // Fewer would drown in the CPU time of an idle browser.
  const events = Math.max(EVENTS * share, 2000)
  const stream = streamInfo('trickle', events)
  const warmUp = streamInfo('trickle', events / 16)
  const perEvent = {
    async runJob(job) {
      const marks = []
      server.onMark(async () => {
        marks.push({ at: performance.now(), cpu: await cpuTime(browser.group()) })
      })
      await browser.runJob(job)
      const [idle, busy] = [0, 1].map((index) => ({
        time: marks[index + 1].at - marks[index].at,
        cpu: marks[index + 1].cpu - marks[index].cpu,
      }))
      const used = busy.cpu - (idle.cpu / idle.time) * busy.time
      return { time: (used * 1000) / events }
    },
  }
  const title = `${events.toLocaleString('en')} events, one a millisecond`
  const times = Math.ceil(repetitions / 2)
  const jobOf = (library) => ({ task: 'cpu', library, warmUp, stream })
  // A browser that has just started is busy with itself.
  await perEvent.runJob({ ...jobOf('native'), stream: warmUp })
  const rows = await compare(perEvent, LIBRARIES, times, jobOf)
  await browser.close()
  return [{ title, rows }]
}

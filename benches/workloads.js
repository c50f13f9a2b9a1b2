// Generates the streams before anything is timed, with the events expected of each.

const WORD = 'token '
const CJK = '伺服器推送的事件流，每一行都是資料。'
const MIB = 1 << 20

/** The types of the events of which a page keeps something. */
export const KEPT_TYPES = Array.from(
  { length: 100 },
  (_, index) => `measurement-of-sensor-${index}`,
)

const lines = (...fields) => `${fields.join('\n')}\n\n`

/**
 * Each stream: its number of events, their type, and a function that returns the text and the data of one. Those without a
 * title are for single sections. `interval` is the milliseconds between two events.
 */
export const WORKLOADS = {
  ticks: {
    title: 'ticks',
    events: 200_000,
    event(index) {
      const data = `${(index * 7919) % 100_003}`
      return [lines(`id: ${index}`, `data: ${data}`), data]
    },
  },
  deltas: {
    title: 'deltas',
    events: 50_000,
    type: 'delta',
    event(index) {
      const delta = { type: 'text_delta', text: WORD.repeat(1 + (index % 9)) }
      const model = 'a-model-with-a-name-of-some-length'
      const data = JSON.stringify({ id: `msg_${1e9 + index}`, model, index, delta, usage: FILLER })
      return [lines('event: delta', `data: ${data}`), data]
    },
  },
  large: {
    title: 'events of 64 KiB',
    events: 500,
    event(index) {
      const data = `${index} `.padEnd(65_536, 'abcdefghij ')
      return [lines(`data: ${data}`), data]
    },
  },
  cjk: {
    title: 'Chinese texts',
    events: 50_000,
    event(index) {
      const data = [CJK, `第${index}行`, CJK]
      return [lines(...data.map((line) => `data: ${line}`)), data.join('\n')]
    },
  },
  chunks: {
    title: 'ticks one by one',
    events: 5_000,
    isSplit: true,
    event: (index) => WORKLOADS.ticks.event(index),
  },
  trickle: {
    isSplit: true,
    interval: 1,
    event: (index) => WORKLOADS.ticks.event(index),
  },
  kept: {
    event(index) {
      const data = `${index} `.padEnd(950, 'abcdefghij ')
      const id = `${index}`.padStart(23, '0')
      return [lines(`id: ${id}`, `event: ${KEPT_TYPES[index % 100]}`, `data: ${data}`), data]
    },
  },
  big: {},
}

const FILLER = { input_tokens: 1234, output_tokens: 5678, cache: 'ephemeral', reason: null }

const cache = new Map()

/** The bytes and the expected events of a workload; `events` is the size in MiB for the one big event. */
export function stream(name, events = WORKLOADS[name].events) {
  const key = `${name} ${events}`
  if (!cache.has(key)) cache.set(key, name === 'big' ? bigEvent(events) : manyEvents(name, events))
  return cache.get(key)
}

/** Frees the cached streams, some of which are large. */
export const discardStreams = () => cache.clear()

function manyEvents(name, count) {
  const { type = 'message', event, isSplit, interval } = WORKLOADS[name]
  const texts = []
  let length = 0
  for (let index = 0; index < count; index++) {
    const [text, data] = event(index)
    texts.push(text)
    length += data.length
  }
  const pieces = isSplit && texts.map((text) => Buffer.from(text))
  const body = Buffer.from(texts.join(''))
  return { expected: { type, events: count, length }, body, pieces, interval }
}

function bigEvent(mebibytes) {
  const length = mebibytes * MIB
  const body = Buffer.alloc(length + 8, 'x')
  body.write('data: ', 0)
  body.write('\n\n', length + 6)
  return { expected: { type: 'message', events: 1, length }, body }
}

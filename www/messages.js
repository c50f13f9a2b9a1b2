// The text of the demo's streams. Runs in Node and in a service worker.
//
// A numbered message depends only on the time since its run began. Nothing is stored, so the numbers continue
// without a gap after a restart of the server, and every client of a run receives the same ones.

const MAX_REPLAY = 50_000
const MAX_CHUNK = 500

/** Resolves after `ms`, or as soon as `signal` is aborted. */
function wait(ms, signal) {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}

/** The first number to send: the one after `lastEventId`, or the newest batch if that is not an ID of this run. */
function firstNumber(lastEventId, newest, size) {
  const last = /^\d+$/.test(lastEventId) ? Number(lastEventId) : Infinity
  if (last > newest) return Math.max(1, newest - size + 1)
  return Math.max(last + 1, newest - MAX_REPLAY)
}

/** Numbered messages without an end, as `{ text, id }`. */
async function* sendNumbers({ interval, size, stallsAfter = Infinity }, run, signal) {
  const opened = Date.now()
  const newest = () => (Math.floor((Date.now() - run.from) / interval) + 1) * size
  const format = (n) => `${run.ids ? `id: ${n}\n` : ''}data: ${JSON.stringify({ n })}\n\n`

  let next = firstNumber(run.lastEventId, newest(), size)
  while (!signal.aborted) {
    const stallsIn = opened + stallsAfter - Date.now()
    if (stallsIn <= 0) return new Promise((resolve) => signal.addEventListener('abort', resolve))
    if (next > newest()) yield { text: ':\n\n' }
    while (next <= newest() && !signal.aborted) {
      const last = Math.min(newest(), next + MAX_CHUNK - 1)
      let text = ''
      for (; next <= last; next++) text += format(next)
      yield { text, id: run.ids ? last : undefined }
    }
    const untilNext = interval - ((Date.now() - run.from) % interval)
    await wait(Math.min(untilNext, Math.max(0, stallsIn)), signal)
  }
}

/** The words of an answer, and `[DONE]` if it is complete. */
async function* sendAnswer({ answer, interval, isComplete }, signal) {
  for (const [index, word] of answer.entries()) {
    yield { text: `data: ${JSON.stringify({ n: index + 1, text: word })}\n\n` }
    await wait(interval, signal)
    if (signal.aborted) return
  }
  if (!isComplete) throw new Error('cut off')
  yield { text: 'data: [DONE]\n\n' }
}

async function* sendMessages(plan, run, signal) {
  if (run.retry !== undefined) yield { text: `retry: ${run.retry}\n\n` }
  yield* plan.answer ? sendAnswer(plan, signal) : sendNumbers(plan, run, signal)
}

/**
 * The text of a stream, in chunks, until `signal` is aborted. It throws where the connection is to break.
 * `run` is `{ from, ids, retry, lastEventId, sent }`; see responses.js for `plan`.
 */
export async function* createChunks(plan, run, signal) {
  for await (const { text, id } of sendMessages(plan, run, signal)) {
    if (!plan.byteDelay) {
      // Before the chunk: nothing can end the stream until that is in its queue, which is always sent.
      if (id !== undefined) run.sent(id)
      yield text
      continue
    }
    for (const byte of text) {
      await wait(plan.byteDelay, signal)
      yield byte
    }
    if (id !== undefined) run.sent(id)
  }
}

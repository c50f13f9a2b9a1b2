// A program over the fake server of eventsource-wasm/testing: a lost connection, a busy server, and the end. It runs unchanged
// everywhere; `elapse` moves the clock where the test has replaced it.

export const exercise = async (EventSource, fakeServer, elapse) => {
  const server = fakeServer()
  const source = new EventSource('https://events.example/stream', {
    fetch: server.fetch,
    headers: { Authorization: 'Bearer reach' },
    retryOn: [503],
    backoff: elapse ? {} : { initial: 1 },
  })
  const next = (type) =>
    new Promise((resolve) => source.addEventListener(type, resolve, { once: true }))
  const log = []
  const lose = async (failed) => {
    const { reason, delay } = await failed
    log.push(reason)
    if (elapse) await elapse(delay)
  }

  const first = await server.nextConnection()
  log.push(first.headers.get('Authorization'))
  const [message, lost] = [next('message'), next('error')]
  first.send({ id: '1', data: 'one' }).break()
  log.push((await message).data)
  await lose(lost)

  const second = await server.nextConnection()
  log.push(second.headers.get('Last-Event-ID'))
  const busy = next('error')
  second.respond({ status: 503, headers: { 'Retry-After': elapse ? '120' : '0' } })
  await lose(busy)

  const third = await server.nextConnection()
  const opened = next('open')
  third.respond()
  await opened
  try {
    third.respond()
  } catch (error) {
    log.push(error.message)
  }
  source.close()
  log.push(await third.closed, server.connections.length)
  return log
}

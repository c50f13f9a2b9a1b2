/* global library, watch, window, document */

// Shared streams in one page of the browser that EVENTSOURCE_TEST_ENGINE names: several sources of a page are members like those
// of several pages.

import assert from 'node:assert/strict'
import { after, before, test as nodeTest } from 'node:test'
import { startBrowser } from '../../engines.js'
import { origin, pageAt, script } from '../../page/server.js'

const ENGINE = process.env.EVENTSOURCE_TEST_ENGINE
const TIMEOUT = 60_000

let browser
before(async () => {
  browser = await startBrowser(ENGINE)
})
after(() => browser?.quit())

/** A test in a new page. */
const test = (name, run) =>
  nodeTest(name, { timeout: TIMEOUT }, async () => {
    await browser.open(pageAt({ script: '/library.js' }))
    await run()
  })

const message = (n) => ({ text: `id: ${n}\ndata: ${n}\n\n` })

/** Sends these messages when it is told to: when all sources are open. */
const onSignal = (...messages) => ({ body: [{ text: ':\n' }, { signal: true }, ...messages] })

/** Opens sources of a URL, and records what they fire, as `window.sources` and `window.watched`. */
const open = (url, count, init = {}, types = ['open', 'message', 'error']) =>
  browser.evaluate(
    (url, count, init, types) => {
      const { sources = [], watched = [] } = window
      for (let number = 0; number < count; number++) {
        const source = new library.FetchEventSource(url, { share: 'test', ...init })
        sources.push(source)
        watched.push(watch(source, types))
      }
      Object.assign(window, { sources, watched })
    },
    url,
    count,
    init,
    types,
  )

/** Waits until each source has fired this many events, and returns those of all. */
const until = (count) =>
  browser.evaluate((count) => Promise.all(window.watched.map((one) => one.until(count))), count)

const requests = async (resource) => (await resource.log()).requests

test('sources of one name have one connection, and all receive its events', async () => {
  const text = 'id: 1\nevent: price\ndata: a\ndata: b\n\nretry: 50\ndata: ü\n\n'
  const resource = await script(onSignal({ text }))
  await open(resource.url, 3, {}, ['open', 'price', 'message'])
  await until(1)
  await resource.signal()
  for (const entries of await until(3)) {
    assert.deepEqual(entries, ['open', 'price a\nb #1', 'message ü #1'])
  }
  const states = await browser.evaluate(() =>
    window.sources.map(({ readyState, lastEventId, reconnectionTime }) => ({
      readyState,
      lastEventId,
      reconnectionTime,
    })),
  )
  const expected = { readyState: 1, lastEventId: '1', reconnectionTime: 50 }
  assert.deepEqual(states, [expected, expected, expected])
  assert.equal((await requests(resource)).length, 1)
})

test('the origin of the messages is that of the stream, in every source', async () => {
  const resource = await script(onSignal(message(1)))
  await open(resource.url, 2)
  await until(1)
  await browser.evaluate(() => {
    window.origins = Promise.all(
      window.sources.map(
        (source) => new Promise((resolve) => (source.onmessage = ({ origin }) => resolve(origin))),
      ),
    )
  })
  await resource.signal()
  assert.deepEqual(await browser.evaluate(() => window.origins), [origin, origin])
})

test('a source that is created late opens at once, and receives the events from then on', async () => {
  const resource = await script({ body: [message(1), { signal: true }, message(2)] })
  await open(resource.url, 1)
  await until(2)
  await open(resource.url, 1)
  await until(1)
  const { readyState, lastEventId } = await browser.evaluate(() => {
    const { readyState, lastEventId } = window.sources[1]
    return { readyState, lastEventId }
  })
  assert.deepEqual({ readyState, lastEventId }, { readyState: 1, lastEventId: '1' })
  await resource.signal()
  await until(2)
  assert.deepEqual(await browser.evaluate(() => window.watched[1].entries), [
    'open',
    'message 2 #2',
  ])
  assert.equal((await requests(resource)).length, 1)
})

test('a failure that is final closes every source with the same event', async () => {
  const resource = await script(
    { ...onSignal(), then: 'end' },
    { status: 401, body: [], then: 'end' },
  )
  await browser.evaluate((url) => {
    const init = { share: 'test', backoff: { initial: 300, jitter: 0 } }
    window.watched = []
    window.failures = Promise.all(
      [1, 2, 3].map(async () => {
        const source = new library.FetchEventSource(url, init)
        window.watched.push(watch(source))
        const failures = []
        return new Promise((resolve) => {
          source.onerror = ({ reason, message, status, code, attempt, willReconnect, delay }) => {
            failures.push({ reason, message, status, code, attempt, willReconnect, delay })
            if (!willReconnect) resolve({ failures, readyState: source.readyState })
          }
        })
      }),
    )
  }, resource.url)
  await until(1)
  await resource.signal()
  const [first, ...others] = await browser.evaluate(() => window.failures)
  assert.equal(first.readyState, 2)
  assert.deepEqual(
    first.failures.map(({ reason, status, willReconnect }) => [reason, status ?? 0, willReconnect]),
    [
      ['end', 0, true],
      ['status', 401, false],
    ],
  )
  for (const other of others) assert.deepEqual(other, first)
  // Nobody tries again with the lock of the one that led.
  await browser.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)))
  assert.equal((await requests(resource)).length, 2)
})

test('when the source that leads is closed, another one goes on from the last event ID; when all are, the connection ends', async () => {
  const resource = await script(onSignal(message(1)), { body: [message(2)] })
  await open(resource.url, 1)
  await until(1)
  await open(resource.url, 1)
  await until(1)
  await resource.signal()
  await until(2)
  await browser.evaluate(() => window.sources[0].close())
  const entries = await browser.evaluate(() => window.watched[1].until(4))
  assert.deepEqual(entries, ['open', 'message 1 #1', 'open', 'message 2 #2'])
  assert.equal((await requests(resource))[1].headers['last-event-id'], '1')
  await browser.evaluate(() => window.sources[1].close())
  await resource.closed(2)
  assert.equal((await requests(resource)).length, 2)
})

test('the signal and the listeners of a source are its own', async () => {
  const resource = await script(onSignal(message(1)))
  await open(resource.url, 1)
  await until(1)
  await browser.evaluate(async (url) => {
    const controller = new AbortController()
    const { signal } = controller
    const source = new library.FetchEventSource(url, { share: 'test', signal })
    await watch(source).until(1)
    controller.abort()
    window.aborted = source
  }, resource.url)
  await resource.signal()
  await until(2)
  assert.equal(await browser.evaluate(() => window.aborted.readyState), 2)
  assert.equal((await requests(resource)).length, 1)
})

test('reconnect() of any source drops the connection of all', async () => {
  const resource = await script(onSignal(message(1)), { body: [message(2)] })
  await open(resource.url, 2)
  await until(1)
  await resource.signal()
  await until(2)
  await browser.evaluate(() => window.sources[1].reconnect())
  for (const entries of await until(4)) {
    assert.deepEqual(entries, ['open', 'message 1 #1', 'open', 'message 2 #2'])
  }
  const [, second] = await requests(resource)
  assert.equal(second.headers['last-event-id'], '1')
})

test('other names, other URLs and other credentials are other connections', async () => {
  const resource = await script({ body: [message(1)] })
  await open(resource.url, 1)
  await open(resource.url, 1, { share: 'another' })
  await open(resource.url, 1, { withCredentials: true })
  await open(`${resource.url}?another`, 1)
  await until(2)
  assert.equal((await requests(resource)).length, 4)
})

test('a URL with credentials is not shared', async () => {
  const resource = await script({ body: [message(1)] })
  await open(resource.url.replace('//', '//user:password@'), 2)
  await until(2)
  const all = await requests(resource)
  assert.deepEqual(
    all.map(({ headers }) => headers.authorization),
    Array(2).fill(`Basic ${btoa('user:password')}`),
  )
})

test('whatever else is on the channel is ignored', async () => {
  const resource = await script(onSignal(message(1)), { body: [message(2)] })
  await open(resource.url, 2)
  await until(1)
  await browser.evaluate(async () => {
    const { held } = await window.navigator.locks.query()
    const [{ name }] = held.filter((lock) => lock.name.includes('test'))
    const channel = new window.BroadcastChannel(name)
    const position = { term: 1, index: 1, lastEventId: '', reconnectionTime: 1 }
    const forged = [
      null,
      'text',
      { type: 'query' },
      { type: 'entries', term: 1, from: 0.5, position, entries: [{ ...position, index: 2 }] },
      { type: 'entries', term: NaN, from: 0.5, position, entries: [] },
      { type: 'snapshot', term: Infinity, from: 0.5 },
      new Map(),
    ]
    for (const message of forged) channel.postMessage(message)
    // Messages of one sender keep their order.
    const echo = new Promise((resolve) => (channel.onmessage = resolve))
    new window.BroadcastChannel(name).postMessage('echo')
    await echo
  })
  await resource.signal()
  for (const entries of await until(2)) {
    assert.deepEqual(entries, ['open', 'message 1 #1'])
  }
  assert.equal((await requests(resource)).length, 1)
})

test('a lock that another script of the page steals is stolen back, and nothing is missed', async () => {
  const resource = await script(onSignal(message(1)), { body: [message(2)] })
  await open(resource.url, 2)
  await until(1)
  await resource.signal()
  await until(2)
  await browser.evaluate(async () => {
    const { held } = await window.navigator.locks.query()
    const [{ name }] = held.filter((lock) => lock.name.includes('test'))
    await new Promise((resolve) => {
      window.navigator.locks
        .request(name, { steal: true }, () => new Promise(resolve))
        .catch(() => {})
    })
  })
  for (const entries of await until(4)) {
    assert.deepEqual(entries, ['open', 'message 1 #1', 'open', 'message 2 #2'])
  }
  const { maxOpen } = await resource.log()
  assert.equal(maxOpen, 1)
})

for (const missing of ['locks', 'BroadcastChannel']) {
  test(`without ${missing} each source has its own connection`, async () => {
    const resource = await script({ body: [message(1)] })
    await browser.evaluate((missing) => {
      if (missing === 'locks')
        Object.defineProperty(window.navigator, 'locks', { value: undefined })
      else delete window[missing]
    }, missing)
    await open(resource.url, 2)
    for (const entries of await until(2)) {
      assert.deepEqual(entries, ['open', 'message 1 #1'])
    }
    assert.equal((await requests(resource)).length, 2)
  })
}

test('in an opaque origin each source has its own connection', async () => {
  const resource = await script({ body: [message(1)] })
  const frame = `<script type="module">
    import { FetchEventSource } from '${origin}/dist/index.js'
    for (const number of [1, 2]) {
      const source = new FetchEventSource('${resource.url}', { share: 'test' })
      source.onmessage = ({ data, lastEventId }) => parent.postMessage(data + ' #' + lastEventId, '*')
    }
  </script>`
  const messages = await browser.evaluate(async (frame) => {
    const messages = []
    const two = new Promise((resolve) => {
      window.addEventListener('message', ({ data }) => {
        if (messages.push(data) === 2) resolve(messages)
      })
    })
    const element = document.createElement('iframe')
    element.sandbox = 'allow-scripts'
    element.srcdoc = frame
    document.body.append(element)
    return two
  }, frame)
  assert.deepEqual(messages, ['1 #1', '1 #1'])
  assert.equal((await requests(resource)).length, 2)
})

test('pages and workers share a connection', async () => {
  const resource = await script({ body: [message(1), { signal: true }, message(2)] })
  await open(resource.url, 1)
  await until(2)
  await browser.evaluate(
    (worker, url) =>
      new Promise((resolve) => {
        window.messages = []
        window.worker = new window.Worker(worker, { type: 'module' })
        window.worker.onmessage = ({ data }) => {
          window.messages.push(data)
          if (data === 'open') resolve()
        }
        window.worker.postMessage(url)
      }),
    `${origin}/worker?script=/share_worker.js`,
    resource.url,
  )
  await resource.signal()
  await until(3)
  await browser.evaluate(
    () =>
      new Promise((resolve) => {
        if (window.messages.length === 2) return resolve()
        window.worker.addEventListener('message', resolve, { once: true })
      }),
  )
  assert.deepEqual(await browser.evaluate(() => window.messages), ['open', '2 #2'])
  assert.equal((await requests(resource)).length, 1)
})

test('the option share is refused with lastEventId, in events(), and if it is no name', async () => {
  const messages = await browser.evaluate(() => {
    const attempts = [
      () => new library.FetchEventSource('/', { share: 'a', lastEventId: '1' }),
      () => new library.FetchEventSource('/', { share: '' }),
      () => new library.FetchEventSource('/', { share: 1 }),
      () => library.events('/', { share: 'a' }),
    ]
    return attempts.map((attempt) => {
      try {
        attempt()
        return 'none'
      } catch (error) {
        return `${error.name} ${error.message}`
      }
    })
  })
  for (const message of messages) assert.match(message, /^TypeError .*'share' must be/)
})

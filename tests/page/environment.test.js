/* global library, watch, document, EventSource */

// An event source beside other code, policies and frames, and in unusual documents.

import assert from 'node:assert/strict'
import { openLibrary, openPage, test } from './browser.js'
import { messages, pageAt, script } from './server.js'

/** The URLs that `count` attempts pass to a custom `fetch`, which requests the expression `fetchAs` instead. */
const requestedUrls = (page, url, fetchAs, count = 3) =>
  page.evaluate(
    async ([url, fetchAs, count]) => {
      const requested = []
      const fetch = (url, init) => {
        requested.push(url)
        return globalThis.fetch(
          new Function('url', 'attempt', `return ${fetchAs}`)(url, requested.length),
          init,
        )
      }
      const source = new library.FetchEventSource(url, { fetch, backoff: { initial: 1 } })
      await watch(source).until(2 * count - 1)
      source.close()
      return requested.slice(0, count)
    },
    [url, fetchAs, count],
  )

test('every attempt requests the same URL, even if a custom fetch changes it', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ then: 'end' }, { then: 'end' }, {})
  assert.deepEqual(await requestedUrls(page, url, '`${url}?token=${attempt}`'), [url, url, url])
})

test('a redirect that a custom fetch follows changes the URL of the next attempt', async (t) => {
  const page = await openLibrary(t)
  const target = await script({ then: 'end' }, { then: 'end' }, {})
  const { url } = await script({ status: 307, headers: { Location: target.url }, then: 'end' })
  const requested = await requestedUrls(page, url, 'url')
  // What the custom fetch adds may be sent there, because the origin is the same.
  assert.deepEqual(requested, [url, target.url, target.url])
})

test('a property of Object.prototype is not an option', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const entries = await page.evaluate(async (url) => {
    Object.prototype.extend = () => {}
    try {
      const isNative = !(new library.EventSource(url) instanceof library.FetchEventSource)
      return [isNative, await watch(new library.FetchEventSource(url)).until(2)]
    } finally {
      delete Object.prototype.extend
    }
  }, url)
  assert.deepEqual(entries, [true, ['open', 'message one #']])
})

test('options may be getters of a class or not enumerable, and are read once', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const seen = await page.evaluate((url) => {
    let read = 0
    class Options {
      get headers() {
        read++
        return {}
      }
    }
    const hidden = Object.defineProperty({}, 'headers', { value: {} })
    const isFetchEventSource = [new Options(), hidden].map(
      (init) => new library.EventSource(url, init) instanceof library.FetchEventSource,
    )
    return [...isFetchEventSource, read]
  }, url)
  assert.deepEqual(seen, [true, true, 1])
})

test('a message can be copied property by property', async (t) => {
  const page = await openLibrary(t)
  const { url } = await script({ body: [{ text: 'id: 7\ndata: one\n\n' }] })
  const copies = await page.evaluate(async (url) => {
    const copyOfFirst = (source) =>
      new Promise((resolve) => {
        source.onmessage = (event) => {
          const copy = {}
          for (const name in event) copy[name] = event[name]
          source.close()
          resolve([copy.data, copy.lastEventId, copy.origin, copy.type])
        }
      })
    return Promise.all([
      copyOfFirst(new EventSource(url)),
      copyOfFirst(new library.FetchEventSource(url)),
    ])
  }, url)
  assert.deepEqual(copies[1], copies[0])
  assert.equal(copies[1][0], 'one')
})

test('overrides of the methods of EventTarget in a subclass are not called', async (t) => {
  const page = await openLibrary(t)
  const { url } = await messages('one')
  const data = await page.evaluate((url) => {
    const fail = () => {
      throw new Error('called')
    }
    class Subclass extends library.FetchEventSource {
      addEventListener = fail
      removeEventListener = fail
      dispatchEvent = fail
    }
    const source = new Subclass(url)
    return new Promise((resolve) => {
      source.onopen = null
      source.onmessage = ({ data }) => resolve(data)
    })
  }, url)
  assert.equal(data, 'one')
})

test('an invalid response of a custom fetch is final, with the reason unsupported', async (t) => {
  const page = await openLibrary(t)
  const entries = await page.evaluate(async () => {
    const broken = () => {
      throw new RangeError('broken')
    }
    const headers = { get: () => 'text/event-stream' }
    const body = { getReader: () => ({ read: () => new Promise(() => {}), cancel() {} }) }
    const responses = [
      undefined,
      { status: 200 },
      Object.defineProperty({ headers }, 'status', { get: broken }),
      { status: 200, headers: { get: broken } },
      { status: 200, headers, url: 'http://' },
      { status: 200, headers, body, url: 'relative' },
    ]
    const entries = []
    for (const response of responses) {
      const source = new library.FetchEventSource('http://a/b/c', { fetch: async () => response })
      entries.push(...(await watch(source).until(1)))
      source.close()
    }
    return entries
  })
  assert.deepEqual(entries, [...Array(5).fill('error unsupported, closed'), 'open'])
})

test('a source is CLOSED when its frame is removed', async (t) => {
  const page = await openLibrary(t)
  const { url, closed } = await messages('one')
  const readyStates = await page.evaluate(
    async ([url, pageUrl]) => {
      const frame = document.createElement('iframe')
      frame.src = pageUrl
      document.body.append(frame)
      await new Promise((resolve) => (frame.onload = resolve))
      const { library, watch, EventSource } = frame.contentWindow
      const sources = [new EventSource(url), new library.FetchEventSource(url)]
      await Promise.all(sources.map((source) => watch(source).until(2)))
      frame.remove()
      return sources.map(({ readyState }) => readyState)
    },
    [url, pageAt({ script: '/library.js' })],
  )
  assert.deepEqual(readyStates, [2, 2])
  await closed(2)
})

/** The last entry of a source that a policy blocks, and the number of violations. */
const blockedBy = (page, url, block) =>
  page.evaluate(
    async ([url, block]) => {
      let violations = 0
      const count = () => violations++
      document.addEventListener('securitypolicyviolation', count)
      const source = new library.FetchEventSource(url, {
        backoff: { initial: 1 },
        lastEventId: '3',
        ...block.init,
      })
      const watched = watch(source)
      if (block.stops) {
        document.addEventListener('securitypolicyviolation', (event) => event.stopPropagation())
      }
      await new Promise((resolve) => {
        source.addEventListener('error', () => source.readyState === 2 && resolve())
      })
      return [watched.entries.at(-1), violations]
    },
    [url, block],
  )

for (const [what, block] of [
  ['if a listener of the page stops the propagation of the violation', { stops: true }],
  ['with lastEventIdParam', { init: { lastEventIdParam: 'id' } }],
]) {
  test(`a source blocked by connect-src fails with one violation, ${what}`, async (t) => {
    const page = await openLibrary(t, {
      csp: "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src http://127.0.0.1:1/",
    })
    const { url } = await messages('one')
    assert.deepEqual(await blockedBy(page, url, block), ['error refused, closed', 1])
  })
}

test('a violation of another directive is ignored, even before the first request', async (t) => {
  const page = await openLibrary(t, {
    csp: "default-src 'self' 'wasm-unsafe-eval'; img-src 'none'",
  })
  const { url } = await messages('one')
  const entries = await page.evaluate(async (url) => {
    let resolveHeaders
    let source
    await new Promise((called) => {
      const headers = () => new Promise((resolve) => called((resolveHeaders = resolve)))
      source = new library.FetchEventSource(url, { headers })
    })
    await new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', resolve)
      document.body.append(Object.assign(document.createElement('img'), { src: '/image' }))
    })
    resolveHeaders({})
    return watch(source).until(2)
  }, url)
  assert.deepEqual(entries, ['open', 'message one #'])
})

for (const [what, init] of [
  ['', {}],
  [', with a custom fetch', { custom: true }],
]) {
  test(`a policy that is added later blocks the next attempt, and the source is CLOSED${what}`, async (t) => {
    const page = await openLibrary(t)
    const { url, signal } = await script({ body: [{ text: ':\n' }, { signal: true }], then: 'end' })
    await page.evaluate(
      ([url, custom]) => {
        const init = {
          backoff: { initial: 1 },
          ...(custom && { fetch: (...args) => fetch(...args) }),
        }
        const source = new library.FetchEventSource(url, init)
        globalThis.watched = watch(source)
        return globalThis.watched.until(1)
      },
      [url, init.custom],
    )
    await page.evaluate(() => {
      const policy = document.createElement('meta')
      policy.httpEquiv = 'Content-Security-Policy'
      policy.content = "connect-src 'none'"
      document.head.append(policy)
    })
    await signal()
    const entries = await page.evaluate(() => globalThis.watched.until(3))
    assert.deepEqual(entries, ['open', 'error end, again in 1', 'error refused, closed'])
  })
}

test('a relative URL is resolved in a document that is not HTML', async (t) => {
  const page = await openPage(t, pageAt({}))
  const { url } = await messages('one')
  const resolved = await page.evaluate(
    async ([url, from]) => {
      const html = 'http://www.w3.org/1999/xhtml'
      // Chromium does not run module scripts in such documents.
      const xml = `<a><script xmlns="${html}">loaded = import('${from}/library.js')</script></a>`
      const frame = document.createElement('iframe')
      frame.src = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }))
      document.body.append(frame)
      await new Promise((resolve) => (frame.onload = resolve))
      const { contentWindow } = frame
      await contentWindow.loaded
      const source = new contentWindow.library.FetchEventSource(url)
      await contentWindow.watch(source).until(2)
      return source.url
    },
    [url, new URL(url).origin],
  )
  assert.equal(resolved, url)
})

test('an invalid host is a SyntaxError only for special schemes', async (t) => {
  const page = await openLibrary(t)
  const results = await page.evaluate(() =>
    ['foo://a%20b/', 'http://a%20b/'].map((url) => {
      try {
        const source = new library.FetchEventSource(url)
        source.close()
        return source.url
      } catch (error) {
        return error.name
      }
    }),
  )
  assert.deepEqual(results, ['foo://a%20b/', 'SyntaxError'])
})

/* global document, library */

import assert from 'node:assert/strict'
import { openLibrary, withoutNative, test } from './browser.js'
import { origin } from './server.js'

/** The exception of `new library[name](…)` with arguments that are JavaScript source text. */
const thrown = (page, args, name = 'FetchEventSource') =>
  page.evaluate(`(() => {
    try {
      new library.${name}(${args})
    } catch (error) {
      return { name: error.name, message: error.message, isDOM: error instanceof DOMException }
    }
  })()`)

test('EventSource is native without options or with withCredentials alone', async (t) => {
  const page = await openLibrary(t)
  const isNative = await page.evaluate(() =>
    [undefined, null, {}, { withCredentials: true }, { headers: undefined }].map((init) => {
      const source = new library.EventSource('/none', init)
      source.close()
      return (
        source instanceof globalThis.EventSource &&
        source instanceof library.EventSource &&
        !(source instanceof library.FetchEventSource)
      )
    }),
  )
  assert.deepEqual(isNative, [true, true, true, true, true])
})

test('EventSource is a FetchEventSource with an option that native does not have, and in a subclass', async (t) => {
  const page = await openLibrary(t)
  const isFetchEventSource = await page.evaluate(() => {
    class Subclass extends library.EventSource {}
    const sources = [
      new library.EventSource('/none', { headers: {} }),
      new library.EventSource('/none', { method: 'POST' }),
      new Subclass('/none'),
    ]
    const native = new library.EventSource('/none')
    native.close()
    return sources
      .map((source) => {
        source.close()
        return source instanceof library.FetchEventSource && source instanceof library.EventSource
      })
      .concat(sources[2] instanceof Subclass, !(native instanceof Subclass))
  })
  assert.deepEqual(isFetchEventSource, [true, true, true, true, true])
})

test('EventSource is a FetchEventSource if there is no native EventSource', async (t) => {
  const page = await openLibrary(t, { prepare: withoutNative })
  const isFetchEventSource = await page.evaluate(() => {
    const source = new library.EventSource('/none')
    source.close()
    return source instanceof library.FetchEventSource
  })
  assert.equal(isFetchEventSource, true)
})

test('FetchEventSource is never native', async (t) => {
  const page = await openLibrary(t)
  const isFetchEventSource = await page.evaluate(() => {
    const source = new library.FetchEventSource('/none')
    source.close()
    return source instanceof library.FetchEventSource && !(source instanceof globalThis.EventSource)
  })
  assert.equal(isFetchEventSource, true)
})

test('a URL is parsed with the base URL and the encoding of the document', async (t) => {
  const page = await openLibrary(t, { charset: 'windows-1252' })
  const urls = await page.evaluate(() => {
    document.head.append(Object.assign(document.createElement('base'), { href: '/base/' }))
    const inputs = ['', 'stream#part', '/q?é', { toString: () => '/object' }, new URL('http://a.b')]
    return inputs.map((input) => {
      const source = new library.FetchEventSource(input)
      source.close()
      return source.url
    })
  })
  const paths = ['/base/', '/base/stream#part', '/q?%E9', '/object']
  assert.deepEqual(urls, [...paths.map((path) => origin + path), 'http://a.b/'])
})

for (const url of ['http://', 'http://a b/', 'http://a:99999/', '//[']) {
  test(`the URL '${url}' is a SyntaxError`, async (t) => {
    const page = await openLibrary(t)
    for (const name of ['FetchEventSource', 'EventSource']) {
      const init = '{ headers: {} }'
      const error = await thrown(page, `${JSON.stringify(url)}, ${init}`, name)
      assert.equal(error?.name, 'SyntaxError')
      assert.ok(error.isDOM)
    }
  })
}

test('a missing URL, a Symbol as URL and a primitive as init are TypeErrors', async (t) => {
  const page = await openLibrary(t)
  for (const name of ['FetchEventSource', 'EventSource']) {
    for (const args of ['', 'Symbol()', "'/', 5", "'/', 'x'", "'/', true", "'/', Symbol()"]) {
      const error = await thrown(page, args, name)
      assert.equal(error?.name, 'TypeError', `new ${name}(${args})`)
    }
  }
})

test('a call without new is a TypeError', async (t) => {
  const page = await openLibrary(t)
  const names = await page.evaluate(() =>
    [library.EventSource, library.FetchEventSource].map((constructor) => {
      try {
        constructor('/')
      } catch (error) {
        return error.name
      }
    }),
  )
  assert.deepEqual(names, ['TypeError', 'TypeError'])
})

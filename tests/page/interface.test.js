/* global library */

import assert from 'node:assert/strict'
import { openLibrary, test } from './browser.js'

/** The property descriptors of FetchEventSource and of native EventSource. */
const compare = (page, names, part) =>
  page.evaluate(
    ([names, part]) => {
      const describe = (constructor, name) => {
        const object = part === 'prototype' ? constructor.prototype : constructor
        const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(object, name)
        const number = typeof value === 'number' ? value : typeof value
        return { name, number, get: typeof get, set: typeof set, ...flags }
      }
      return [library.FetchEventSource, globalThis.EventSource].map((constructor) =>
        names.map((name) => describe(constructor, name)),
      )
    },
    [names, part],
  )

const CONSTANTS = ['CONNECTING', 'OPEN', 'CLOSED']
const MEMBERS = ['url', 'withCredentials', 'readyState', 'close', 'onopen', 'onmessage', 'onerror']

test('constants are those of the standard, on the constructor and on the prototype', async (t) => {
  const page = await openLibrary(t)
  for (const part of ['constructor', 'prototype']) {
    const [actual, native] = await compare(page, CONSTANTS, part)
    assert.deepEqual(actual, native)
  }
})

test('members of the prototype have the property attributes of native ones', async (t) => {
  const page = await openLibrary(t)
  const [actual, native] = await compare(page, MEMBERS, 'prototype')
  assert.deepEqual(actual, native)
})

test('name, length and string tag are those of the standard', async (t) => {
  const page = await openLibrary(t)
  const described = await page.evaluate(() =>
    [library.EventSource, library.FetchEventSource].map((constructor) => {
      const source = new constructor('/none', { headers: {} })
      source.close()
      return [constructor.length, String(source)]
    }),
  )
  assert.deepEqual(described, [
    [1, '[object EventSource]'],
    [1, '[object EventSource]'],
  ])
})

test('getters, setters and methods throw for a receiver that is not an event source', async (t) => {
  const page = await openLibrary(t)
  const accepted = await page.evaluate((members) => {
    const { prototype } = library.FetchEventSource
    return members.filter((name) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(prototype, name)
      return [value, get, set].some((method) => {
        if (!method) return false
        try {
          method.call({}, null)
          return true
        } catch (error) {
          return !(error instanceof TypeError)
        }
      })
    })
  }, MEMBERS)
  assert.deepEqual(accepted, [])
})

test('withCredentials is a boolean', async (t) => {
  const page = await openLibrary(t)
  const values = await page.evaluate(() =>
    [undefined, null, 0, 1, 'yes'].map((withCredentials) => {
      const source = new library.FetchEventSource('/none', { withCredentials })
      source.close()
      return source.withCredentials
    }),
  )
  assert.deepEqual(values, [false, false, false, true, true])
})

test('a handler that is not an object becomes null, and an object that is not callable is stored', async (t) => {
  const page = await openLibrary(t)
  const kept = await page.evaluate(() => {
    const source = new library.FetchEventSource('/none')
    source.close()
    const handler = () => {}
    const object = {}
    const values = [5, 'x', true, undefined, null, Symbol(), object, handler]
    return ['onopen', 'onmessage', 'onerror'].map((name) => {
      const before = source[name]
      const results = values.map((value) => {
        source[name] = handler
        source[name] = value
        return source[name] === value && value != null ? 'kept' : source[name]
      })
      return [before, ...results]
    })
  })
  const expected = [null, null, null, null, null, null, null, 'kept', 'kept']
  assert.deepEqual(kept, [expected, expected, expected])
})

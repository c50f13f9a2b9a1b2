/* global library, watch, document */

// What neither a server nor another origin may do or learn: the claims of SECURITY.md.

import assert from 'node:assert/strict'
import { client } from '../server/client.js'
import { startTestServer } from '../server/server.js'
import { openLibrary, test } from './browser.js'
import { origin, script } from './server.js'

/** The same server under the name of another origin. */
const elsewhere = (url) => url.replace('127.0.0.1', 'localhost')

/** A resource that sends its first request to another origin by this status; later ones stay. */
const redirecting = async (status) => {
  const target = await script({ body: [{ text: ':\n' }], then: 'end' })
  const headers = { Location: elsewhere(target.url) }
  const first = await script({ status, headers, then: 'end' }, {})
  return { first, target }
}

/** Connects twice, and says what the page's functions were asked. */
const connectTwice = (page, url, give) =>
  page.evaluate(
    async ([url, give]) => {
      const asked = []
      const init = { backoff: { initial: 1 }, method: 'POST' }
      if (give === 'headers') init.headers = { Authorization: 'Bearer secret', 'X-Token': 'secret' }
      if (give === 'function') {
        init.headers = ({ url }) => {
          asked.push(url)
          return { Authorization: 'Bearer secret' }
        }
      }
      if (give === 'body') init.body = 'secret'
      if (give === 'fetch') {
        init.fetch = (url, init) => {
          asked.push(url)
          init.headers.set('Authorization', 'Bearer secret')
          return fetch(url, init)
        }
      }
      const source = new library.FetchEventSource(url, init)
      await watch(source).until(3)
      source.close()
      return asked
    },
    [url, give],
  )

const GIVEN = [
  ...['headers', 'function', 'body', 'fetch', 'user name'].map((give) => [give, 307]),
  ...[301, 302, 303, 308].map((status) => ['headers', status]),
]
for (const [give, status] of GIVEN) {
  test(`between attempts, what came with '${give}' goes to no origin that the page did not name, after a ${status}`, async (t) => {
    const page = await openLibrary(t)
    const { first, target } = await redirecting(status)
    const url = give === 'user name' ? first.url.replace('//', '//user:secret@') : first.url
    const asked = await connectTwice(page, url, give)
    assert.deepEqual(
      asked,
      asked.map(() => first.url),
    )
    assert.equal((await first.log()).requests.length, 2)
    const { requests } = await target.log()
    assert.equal(requests.length, 1)
    assert.equal(requests[0].headers.authorization, undefined, 'within one fetch')
  })
}

test('within one fetch, the browser takes other headers and a body to where a redirect leads', async (t) => {
  const page = await openLibrary(t)
  const { first, target } = await redirecting(307)
  await connectTwice(page, first.url, 'headers')
  const { requests, preflights } = await target.log()
  assert.equal(requests[0].headers['x-token'], 'secret')
  assert.equal(preflights.length, 1, 'the other origin is asked')
})

test('a fetch of the page can forbid redirects', async (t) => {
  const page = await openLibrary(t)
  const { first, target } = await redirecting(307)
  const entries = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, {
      headers: { 'X-Token': 'secret' },
      fetch: (url, init) => fetch(url, { ...init, redirect: 'error' }),
      backoff: { retries: 0 },
    })
    return watch(source).until(1)
  }, first.url)
  assert.deepEqual(entries, ['error retries, closed'])
  const { requests, preflights } = await target.log()
  assert.equal(requests.length + preflights.length, 0)
})

test('the question whether a refused server is up has nothing of the page', async (t) => {
  const page = await openLibrary(t)
  const refusing = await script({ cors: false })
  const entries = await page.evaluate(
    (url) => {
      const headers = { Authorization: 'Bearer secret', 'X-Token': 'secret' }
      const init = { method: 'POST', headers, body: 'secret', lastEventId: 'secret' }
      return watch(new library.FetchEventSource(url, init)).until(1)
    },
    elsewhere(refusing.url).replace('//', '//user:secret@'),
  )
  assert.deepEqual(entries, ['error refused, closed'])
  const { requests, probes } = await refusing.log()
  assert.match(JSON.stringify(requests), /secret/)
  assert.equal(probes.length, 1)
  assert.doesNotMatch(JSON.stringify(probes), /secret|authorization/)
})

test('a user name and password are in no URL, no origin and no error', async (t) => {
  const page = await openLibrary(t)
  const resource = await script(
    { body: [{ text: 'data: a\n\n' }], then: 'end' },
    { headers: { 'Content-Type': 'text/html' }, then: 'end' },
  )
  const url = resource.url.replace('//', '//user:secret@')
  const told = await page.evaluate(async (url) => {
    const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
    const told = []
    const tell = (event) => {
      // Whatever can be read of it, and of what it was caused by.
      for (const object of [event, event.cause]) {
        for (const name in object) if (typeof object[name] === 'string') told.push(object[name])
        told.push(`${object}`, `${object?.origin}`, `${object?.message}`)
      }
    }
    source.onmessage = tell
    await new Promise((resolve) => {
      source.onerror = (event) => {
        tell(event)
        if (!event.willReconnect) resolve()
      }
    })
    return told.concat(performance.getEntries().map(({ name }) => name))
  }, url)
  assert.ok(told.some((text) => text.includes('text/html')) && told.includes(origin))
  assert.doesNotMatch(told.join(' '), /secret/)
  const { requests } = await resource.log()
  const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`
  assert.deepEqual(
    requests.map(({ url, headers }) => [url, headers.authorization]),
    Array(2).fill([resource.path, authorization]),
  )
})

test('cookies go to another origin only with withCredentials', async (t) => {
  const other = await startTestServer()
  t.after(() => other.close())
  const page = await openLibrary(t)
  const resources = [await script({}), await client(other.address).script({})]
  for (const { url } of resources) {
    await page.evaluate(async (url) => {
      document.cookie = 'secret=1'
      for (const withCredentials of [false, true]) {
        const source = new library.FetchEventSource(url, { withCredentials })
        await watch(source).until(1)
        source.close()
      }
    }, url)
  }
  const [own, others] = await Promise.all(resources.map((resource) => resource.log()))
  const cookies = ({ requests }) => requests.map(({ headers }) => headers.cookie)
  assert.deepEqual(cookies(own), ['secret=1', 'secret=1'])
  assert.deepEqual(cookies(others), [undefined, 'secret=1'])
})

const IDS = ['a\tb: c; d', '"', 'é😀', 'X-Evil: 1\u0085X-Evil: 2', '%0d%0aX-Evil: 1']

for (const id of IDS) {
  test(`the ID ${JSON.stringify(id)} is the value of one header and nothing else`, async (t) => {
    const page = await openLibrary(t)
    const resource = await script({ body: [{ text: `id: ${id}\n\n` }], then: 'end' }, {})
    await page.evaluate(async (url) => {
      const source = new library.FetchEventSource(url, { backoff: { initial: 1 } })
      await watch(source).until(3)
      source.close()
    }, resource.url)
    const { requests } = await resource.log()
    const { 'last-event-id': value, ...others } = requests[1].headers
    assert.equal(Buffer.from(value, 'latin1').toString(), id)
    assert.deepEqual(Object.keys(others).sort(), Object.keys(requests[0].headers).sort())
  })

  test(`the ID ${JSON.stringify(id)} is the value of one parameter and nothing else`, async (t) => {
    const page = await openLibrary(t)
    const nasty = `&admin=1#?/../${id}`
    const resource = await script({ body: [{ text: `id: ${nasty}\n\n` }], then: 'end' }, {})
    await page.evaluate(async (url) => {
      const init = { backoff: { initial: 1 }, lastEventIdParam: 'id' }
      const source = new library.FetchEventSource(`${url}?a=b`, init)
      await watch(source).until(3)
      source.close()
    }, resource.url)
    const { requests } = await resource.log()
    const { pathname, searchParams } = new URL(requests[1].url, 'http://localhost')
    assert.equal(pathname, resource.path)
    assert.deepEqual(
      [...searchParams],
      [
        ['a', 'b'],
        ['id', nasty],
      ],
    )
  })
}

test('an event may have any name and pollutes no prototype', async (t) => {
  const page = await openLibrary(t)
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then']
  const text = names.map((name) => `event: ${name}\nid: ${name}\ndata: polluted\n\n`).join('')
  const { url } = await script({ body: [{ text }] }, { body: [{ text }] })
  const result = await page.evaluate(
    async ([url, names]) => {
      const own = () => JSON.stringify([Object.prototype, Function.prototype].map(Reflect.ownKeys))
      const before = own()
      const { entries, until } = watch(new library.FetchEventSource(url), names)
      await until(names.length)
      const types = []
      for await (const { type } of library.events(url)) {
        if (types.push(type) === names.length) break
      }
      return { entries, types, isUntouched: own() === before && {}.polluted === undefined }
    },
    [url, names],
  )
  assert.deepEqual(
    result.entries,
    names.map((name) => `${name} polluted #${name}`),
  )
  assert.deepEqual(result.types, names)
  assert.ok(result.isUntouched)
})
